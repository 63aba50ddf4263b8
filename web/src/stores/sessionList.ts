import { createStore, type StoreApi } from 'zustand/vanilla'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { errorText, isAbort, type Api } from '../data/api.ts'
import type { LiveClient, LiveEvents } from '../live/liveClient.ts'
import { SnapshotSync } from '../live/snapshotSync.ts'
import { FreezeGate, type FreezeSource } from './freeze.ts'
import {
  appendPage,
  applyChanges,
  EMPTY_WINDOW,
  windowOf,
  type SessionFilter,
  type SessionWindow,
} from './sessionWindow.ts'

/** Sessions fetched at a time; and at most, when a list that was long already is fetched anew. */
const PAGE = 200
const LONGEST_PAGE = 1000

export interface SessionListState {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why the list, or (when it is ready) its next page, could not be fetched. */
  readonly error: string | null
  readonly filter: SessionFilter
  /** What is shown; stands still while the view is frozen. */
  readonly window: SessionWindow
  readonly loadingMore: boolean
}

export interface SessionListStore extends Pick<StoreApi<SessionListState>, 'getState' | 'subscribe'> {
  getInitialState(): SessionListState
  setFilter(filter: SessionFilter): void
  /** Fetches the next older page, unless that is under way or there is none. */
  loadMore(): Promise<void>
  /** Back to the newest sessions. */
  reload(): void
  dispose: Dispose
}

/** The session list: a snapshot, kept new by the live socket, a page longer whenever one scrolls down. */
export function createSessionList(live: LiveClient, api: Api, view: FreezeSource): SessionListStore {
  const store = createStore<SessionListState>()(() => ({
    phase: 'loading',
    error: null,
    filter: {},
    window: EMPTY_WINDOW,
    loadingMore: false,
  }))
  let newest = EMPTY_WINDOW
  // A page that was asked for before the list was fetched anew does not belong to it.
  let pages = new AbortController()
  const gate = new FreezeGate<SessionWindow>(view, (window) => store.setState({ window }))

  function show(window: SessionWindow, acted: boolean): void {
    newest = window
    // What a person asked for is shown although the view is frozen.
    if (acted) gate.force(window)
    else gate.push(window)
  }

  const sync = new SnapshotSync({
    fetch: (signal) => {
      pages.abort()
      pages = new AbortController()
      // As many as there were: one may have scrolled down before the connection was lost.
      const limit = Math.min(LONGEST_PAGE, Math.max(PAGE, newest.rows.length))
      return api.sessions({ ...store.getState().filter, limit }, signal)
    },
    begin: (page) => {
      store.setState({ phase: 'ready', error: null, loadingMore: false })
      show(windowOf(page), true)
    },
    apply: ({ upserts, removed }: LiveEvents['sessions']) =>
      show(applyChanges(newest, upserts, removed, store.getState().filter), false),
    failed: (error) => store.setState({ phase: 'failed', error: errorText(error), loadingMore: false }),
  })
  const dispose = disposeAll([
    live.events.on('hello', () => void sync.reload()),
    live.events.on('resync', () => void sync.reload()),
    live.events.on('sessions', (event) => sync.push(event)),
    gate.dispose,
  ])

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    setFilter: (filter) => {
      const { filter: old, phase } = store.getState()
      const { listener, state, address, from, to } = filter
      if (old.listener === listener && old.state === state && old.address === address)
        if (old.from === from && old.to === to) return
      store.setState({ filter })
      newest = EMPTY_WINDOW
      // Before the first hello there is nothing to replace: that will fetch with this filter.
      if (phase !== 'loading' || live.state.phase === 'live') void sync.reload()
    },
    loadMore: async () => {
      const { loadingMore, phase, filter } = store.getState()
      const cursor = newest.nextCursor
      if (loadingMore || phase !== 'ready' || cursor === null) return
      const { signal } = pages
      store.setState({ loadingMore: true, error: null })
      try {
        const page = await api.sessions({ ...filter, cursor, limit: PAGE }, signal)
        if (signal.aborted) return
        show(appendPage(newest, page), true)
        store.setState({ loadingMore: false })
      } catch (error) {
        if (signal.aborted || isAbort(error)) return
        store.setState({ loadingMore: false, error: errorText(error) })
      }
    },
    reload: () => void sync.reload(),
    dispose,
  }
}
