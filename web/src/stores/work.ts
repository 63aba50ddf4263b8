import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Dispose } from '../base/emitter.ts'

/** Work that takes longer is shown, ms: what is done sooner needs no progress. */
const SLOW_MS = 1000

export interface WorkStore extends Pick<
  StoreApi<{ readonly slow: number }>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /** Something has begun; to be called once more when it has ended, however it ended. */
  begin(): Dispose
}

/** How much is under way for longer than a second. */
export function createWorkStore(): WorkStore {
  const store = createStore<{ slow: number }>()(() => ({ slow: 0 }))
  const add = (count: number) => store.setState(({ slow }) => ({ slow: slow + count }))
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    begin: () => {
      let state: 'quick' | 'slow' | 'ended' = 'quick'
      const timer = setTimeout(() => {
        state = 'slow'
        add(1)
      }, SLOW_MS)
      return () => {
        clearTimeout(timer)
        if (state === 'slow') add(-1)
        state = 'ended'
      }
    },
  }
}

/** `fetch`, each request of which is work until its answer begins. */
export function watchedFetch(work: WorkStore, fetchFn: typeof fetch): typeof fetch {
  return async (input, init) => {
    const end = work.begin()
    try {
      return await fetchFn(input, init)
    } finally {
      end()
    }
  }
}
