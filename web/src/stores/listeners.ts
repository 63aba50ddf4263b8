import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ListenerId } from '@tcpscope/shared/base'
import type { Listener } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { errorText, type Api } from '../data/api.ts'
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
  /** What a request about a listener answered: shown at once, before the live socket says so, too. */
  put(listener: Listener): void
  reload(): void
  dispose: Dispose
}

/** All listeners, kept new by the live socket. */
export function createListeners(live: LiveClient, api: Api): ListenersStore {
  const store = createStore<ListenersState>()(() => ({ phase: 'loading', error: null, listeners: [] }))
  const change = (upserts: readonly Listener[], removed: readonly ListenerId[]) =>
    store.setState(({ listeners }) => ({ listeners: mergeListeners(listeners, upserts, removed) }))
  const sync = new SnapshotSync({
    fetch: (signal) => api.listeners(signal),
    begin: ({ listeners }) =>
      store.setState({ phase: 'ready', error: null, listeners: mergeListeners([], listeners, []) }),
    apply: ({ upserts, removed }: LiveEvents['listeners']) => change(upserts, removed),
    failed: (error) => store.setState({ phase: 'failed', error: errorText(error) }),
  })
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    put: (listener) => change([listener], []),
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
