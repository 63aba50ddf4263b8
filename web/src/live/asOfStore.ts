import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FramePage, FrameQuery } from '@tcpscope/shared/api'
import { errorText, isAbort } from '../data/api.ts'
import { countsAt, LOOK_AHEAD, stateAt, type StateAt } from './asOf.ts'

/** How the showing of a past moment stands. */
export interface AsOfState {
  /** The moment that is shown, ns since the session's start; null: the newest state. */
  readonly timeNs: number | null
  /** Why the moment that was asked for cannot be shown, as a sentence; null when all is well. */
  readonly error: string | null
}

export interface AsOfStore<T extends StateAt> {
  /** The state to be shown: the whole one, or what it was at the moment. */
  readonly store: StoreApi<T>
  readonly state: StoreApi<AsOfState>
  /**
   * Shows another moment; null: the newest state again. The answer takes a request: while one is under way, the
   * newest wish waits, those between are left out.
   */
  readonly show: (timeNs: number | null) => void
  /** Tries again what failed. */
  readonly retry: () => void
  readonly dispose: () => void
}

/**
 * A state that can be shown as of a moment.
 * @param whole the newest state that may be shown
 * @param frames reads the frame index
 */
export function createAsOf<T extends StateAt>(
  whole: Pick<StoreApi<T>, 'getState' | 'subscribe'>,
  frames: (query: FrameQuery, signal: AbortSignal) => Promise<FramePage>,
): AsOfStore<T> {
  const store = createStore<T>()(() => whole.getState())
  const state = createStore<AsOfState>()(() => ({ timeNs: null, error: null }))
  const abort = new AbortController()
  let wanted: number | null = null
  let answered: { readonly timeNs: number; readonly page: FramePage } | null = null
  let busy = false

  function draw(): void {
    const now = whole.getState()
    if (wanted === null) store.setState(now, true)
    else if (answered) {
      const { timeNs, page } = answered
      store.setState(stateAt(now, timeNs, countsAt(page, timeNs, now)), true)
      state.setState({ timeNs, error: null })
    }
  }

  async function ask(): Promise<void> {
    if (busy) return
    busy = true
    try {
      while (wanted !== null && wanted !== answered?.timeNs) {
        const timeNs: number = wanted
        const page = await frames({ timeNs: timeNs + 1, limit: LOOK_AHEAD }, abort.signal)
        // The newest state is wanted by now: what was read meanwhile would be old news the next time.
        if (wanted === null) break
        answered = { timeNs, page }
        draw()
      }
    } catch (error) {
      if (!isAbort(error) && wanted !== null) state.setState({ error: errorText(error) })
    } finally {
      busy = false
    }
  }

  const stop = whole.subscribe(draw)
  return {
    store,
    state,
    show: (timeNs) => {
      wanted = timeNs
      if (timeNs === null) {
        answered = null
        state.setState({ timeNs: null, error: null })
        draw()
      } else void ask()
    },
    retry: () => void ask(),
    dispose: () => {
      stop()
      abort.abort()
    },
  }
}
