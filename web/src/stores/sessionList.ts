import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  cursorText,
  FilterError,
  isSorting,
  NEWEST_FIRST,
  placeOf,
  type Sorting,
} from '@tcpscope/shared/filter'
import type { SessionPage } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { Pacer } from '../base/pacer.ts'
import { CALM_MS } from '../base/steps.ts'
import { errorText, isAbort, type Api } from '../data/api.ts'
import type { LiveClient, LiveEvents } from '../live/liveClient.ts'
import { SnapshotSync } from '../live/snapshotSync.ts'
import { FreezeGate, type FreezeSource } from './freeze.ts'
import { filterQuery, type ListRules, rulesOf, type SessionFilter } from './listRules.ts'
import {
  appendPage,
  applyChanges,
  dropUnwanted,
  EMPTY_WINDOW,
  hasNewRows,
  prependPage,
  windowOf,
  type SessionWindow,
} from './sessionWindow.ts'

/** Sessions fetched at a time; and at most, when a list that was long already is fetched anew. */
const PAGE = 200
const LONGEST_PAGE = 1000
/** How often a filter that speaks of now is read anew, ms. */
const SWEEP_MS = 5000

export interface SessionListState {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why the list, or (when it is ready) its next page, could not be fetched. */
  readonly error: string | null
  readonly filter: SessionFilter
  readonly sorting: Sorting
  /** Why the filter cannot be read, and where; nothing is listed then. */
  readonly fault: FilterError | null
  /** What is shown; stands still while the view is frozen. */
  readonly window: SessionWindow
  readonly loadingMore: boolean
  /** Grows whenever the list was fetched anew: `window` is of that answer then. */
  readonly fetched: number
}

export interface SessionListStore extends Pick<StoreApi<SessionListState>, 'getState' | 'subscribe'> {
  getInitialState(): SessionListState
  setFilter(filter: SessionFilter, sorting?: Sorting): void
  /** Fetches the next page, unless a page is under way or there is none. */
  loadMore(): Promise<void>
  /** Fetches the page above the first row that is held, after so many were scrolled through. */
  loadAbove(): Promise<void>
  /** Back to the top. */
  reload(): void
  dispose: Dispose
}

/** Why a list is not filtered by what was recorded; the server would refuse it, too. */
const SEARCH_APART =
  'A list does not read the recordings. They can be searched, among the sessions that match the rest.'

/** The session list: a snapshot, kept new by the live socket, a page longer whenever one scrolls down. */
export function createSessionList(live: LiveClient, api: Api, view: FreezeSource): SessionListStore {
  const store = createStore<SessionListState>()(() => ({
    phase: 'loading',
    error: null,
    filter: {},
    sorting: NEWEST_FIRST,
    fault: null,
    window: EMPTY_WINDOW,
    loadingMore: false,
    fetched: 0,
  }))
  let newest = EMPTY_WINDOW
  let rules: ListRules | null = rulesOf({})
  // A page that was asked for before the list was fetched anew does not belong to it.
  let pages = new AbortController()
  const gate = new FreezeGate<SessionWindow>(view, (window) => store.setState({ window }))

  const pacer = new Pacer(() => gate.push(newest), CALM_MS)

  function show(window: SessionWindow, acted: boolean): void {
    const before = newest
    newest = window
    // What a person asked for is shown although the view is frozen.
    if (acted) gate.force(window)
    // A row is seen when it comes; numbers need not change faster than they are read.
    else if (hasNewRows(before, window)) pacer.flush()
    else pacer.ask()
  }

  const sync = new SnapshotSync({
    fetch: (signal) => {
      pages.abort()
      pages = new AbortController()
      // As many as there were: one may have scrolled down before the connection was lost.
      const limit = Math.min(LONGEST_PAGE, Math.max(PAGE, newest.rows.length))
      if (!rules) return Promise.resolve(NOTHING)
      return api.sessions({ ...query(rules), limit }, signal)
    },
    begin: (page) => {
      show(windowOf(page), true)
      store.setState(({ fetched }) => ({
        phase: 'ready',
        error: null,
        loadingMore: false,
        fetched: fetched + 1,
      }))
    },
    apply: ({ upserts, removed }: LiveEvents['sessions']) => {
      if (rules) show(applyChanges(newest, upserts, removed, rules), false)
    },
    failed: (error) => store.setState({ phase: 'failed', error: errorText(error), loadingMore: false }),
  })
  function query(now: ListRules) {
    const { filter, sorting } = store.getState()
    return { ...filterQuery(filter, now), ...(isSorting(sorting, NEWEST_FIRST) ? {} : sorting) }
  }

  /** @returns whether the filter can be read */
  function readRules(): boolean {
    const { filter, sorting } = store.getState()
    try {
      const read = rulesOf(filter, sorting)
      if (read.parsed.search) throw new FilterError(SEARCH_APART, read.parsed.search.at)
      rules = read
      store.setState({ fault: null })
    } catch (error) {
      if (!(error instanceof FilterError)) throw error
      rules = null
      store.setState({ fault: error })
    }
    return rules !== null
  }

  const sweep = setInterval(() => {
    if (!rules?.parsed.moves || store.getState().phase !== 'ready' || !readRules()) return
    const swept = dropUnwanted(newest, rules)
    if (swept !== newest) show(swept, false)
  }, SWEEP_MS)

  /** One more page at either end. */
  async function load(
    ask: (now: ListRules, signal: AbortSignal) => Promise<SessionPage>,
    join: (page: SessionPage, sorting: Sorting) => SessionWindow,
  ): Promise<void> {
    const { loadingMore, phase, sorting } = store.getState()
    if (loadingMore || phase !== 'ready' || !rules) return
    const { signal } = pages
    store.setState({ loadingMore: true, error: null })
    try {
      const page = await ask(rules, signal)
      if (signal.aborted) return
      show(join(page, sorting), true)
      store.setState({ loadingMore: false })
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      store.setState({ loadingMore: false, error: errorText(error) })
    }
  }

  const dispose = disposeAll([
    live.events.on('hello', () => void sync.reload()),
    live.events.on('resync', () => void sync.reload()),
    live.events.on('sessions', (event) => sync.push(event)),
    gate.dispose,
    () => pacer.stop(),
    () => clearInterval(sweep),
  ])

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    setFilter: (filter, sorting = NEWEST_FIRST) => {
      const { filter: old, sorting: oldSorting, phase } = store.getState()
      const sameFilter =
        old.listener === filter.listener &&
        old.filter === filter.filter &&
        old.from === filter.from &&
        old.to === filter.to
      if (sameFilter && isSorting(oldSorting, sorting)) return
      store.setState({ filter, sorting })
      readRules()
      pacer.stop()
      newest = EMPTY_WINDOW
      // Before the first hello there is nothing to replace: that will fetch with this filter.
      if (phase !== 'loading' || live.state.phase === 'live') void sync.reload()
    },
    loadMore: async () => {
      const cursor = newest.nextCursor
      if (cursor === null) return
      await load(
        (now, signal) => api.sessions({ ...query(now), cursor, limit: PAGE }, signal),
        (page, sorting) => appendPage(newest, page, sorting),
      )
    },
    loadAbove: async () => {
      const [first] = newest.rows
      if (!first || newest.above === null) return
      const { sorting } = store.getState()
      const back = { sort: sorting.sort, order: sorting.order === 'asc' ? 'desc' : 'asc' } as const
      const cursor = cursorText(placeOf(first, back), back)
      await load(
        (now, signal) => api.sessions({ ...query(now), ...back, cursor, limit: PAGE }, signal),
        (page) => prependPage(newest, page, sorting),
      )
    },
    reload: () => void sync.reload(),
    dispose,
  }
}

/** What a filter that cannot be read lets through. */
const NOTHING: SessionPage = { asOf: 0, sessions: [], nextCursor: null, total: 0 }
