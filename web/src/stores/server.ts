import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Status } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import type { Api } from '../data/api.ts'
import type { LiveClient, LiveState } from '../live/liveClient.ts'

/** How the server is, and how the page stands with it. */
export interface ServerState {
  readonly live: LiveState
  /** Null before the first answer. The newest known while the server is away. */
  readonly status: Status | null
}

export interface ServerStore extends Pick<
  StoreApi<ServerState>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  dispose: Dispose
}

/** The server as it says it is, and the page's connection with it. */
export function createServerStore(
  live: Pick<LiveClient, 'events' | 'state'>,
  api: Pick<Api, 'status'>,
): ServerStore {
  const store = createStore<ServerState>()(() => ({ live: live.state, status: null }))

  let abort = new AbortController()

  async function load(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    // A failure is not worth a word: the socket tells when the server is away, and pushes the status again.
    const status = await api.status(signal).catch(() => null)
    if (!status || signal.aborted) return
    // A push that came meanwhile is newer than the answer, unless the server was started anew.
    store.setState((state) =>
      state.status && state.status.bootId === status.bootId && state.status.asOf > status.asOf
        ? {}
        : { status },
    )
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispose: disposeAll([
      live.events.on('state', (state) => store.setState({ live: state })),
      live.events.on('hello', () => void load()),
      live.events.on('status', ({ status }) => store.setState({ status })),
      () => abort.abort(),
    ]),
  }
}
