import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ListenerId } from '@tcpscope/shared/base'
import type { Listener } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { errorText, type Api } from '../data/api.ts'
import { LateAnswers } from '../live/lateAnswers.ts'
import type { LiveClient, LiveEvents } from '../live/liveClient.ts'
import { SnapshotSync } from '../live/snapshotSync.ts'

export interface ListenersState {
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly error: string | null
  /** In the order in which they were made. */
  readonly listeners: readonly Listener[]
}

export interface ListenersStore extends Pick<
  StoreApi<ListenersState>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /**
   * Sends a request about a listener. What it answers is shown at once, before the live socket says so, too.
   * @throws what the request throws
   */
  ask(request: () => Promise<Listener>): Promise<Listener>
  /** Why a listener could not be changed, shown beside it until the server tells of it the next time. */
  putError(id: ListenerId, message: string): void
  reload(): void
  dispose: Dispose
}

/** All listeners, kept new by the live socket. */
export function createListeners(
  live: Pick<LiveClient, 'events'>,
  api: Pick<Api, 'listeners'>,
): ListenersStore {
  const store = createStore<ListenersState>()(() => ({ phase: 'loading', error: null, listeners: [] }))
  const answers = new LateAnswers<ListenerId>()
  const change = (upserts: readonly Listener[], removed: readonly ListenerId[]) =>
    store.setState(({ listeners }) => ({ listeners: mergeListeners(listeners, upserts, removed) }))
  const sync = new SnapshotSync({
    fetch: (signal) => api.listeners(signal),
    begin: ({ listeners }) => {
      answers.tellAll()
      store.setState({ phase: 'ready', error: null, listeners: mergeListeners([], listeners, []) })
    },
    apply: ({ upserts, removed }: LiveEvents['listeners']) => {
      answers.tell([...upserts.map(({ id }) => id), ...removed])
      change(upserts, removed)
    },
    failed: (error) => store.setState({ phase: 'failed', error: errorText(error) }),
  })
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    ask: (request) => answers.ask(request, (listener) => change([listener], [])),
    putError: (id, message) => {
      const now = store.getState().listeners.find((one) => one.id === id)
      if (now) change([{ ...now, error: { code: 'request', message } }], [])
    },
    reload: () => void sync.reload(),
    dispose: disposeAll([
      live.events.on('hello', () => void sync.reload()),
      live.events.on('resync', () => void sync.reload()),
      live.events.on('listeners', (event) => sync.push(event)),
    ]),
  }
}

/** The listeners after some appeared, changed, or were deleted: oldest first. */
export function mergeListeners(
  listeners: readonly Listener[],
  upserts: readonly Listener[],
  removed: readonly ListenerId[],
): Listener[] {
  const all = new Map(listeners.map((listener) => [listener.id, listener]))
  for (const listener of upserts) all.set(listener.id, listener)
  for (const id of removed) all.delete(id)
  return [...all.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
