import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AllMatchesQuery, Match } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { Pacer } from '../base/pacer.ts'
import type { Api } from '../data/api.ts'
import type { FoundMatch } from './matchList.ts'
import {
  NO_PATTERN,
  NO_RUN,
  patternQuery,
  readSearch,
  type RunState,
  type SearchPattern,
} from './searchRun.ts'
import { type SessionFilter, utcOffsetMin } from './listRules.ts'

/** Matches that are told of one session; all of them are found in the session itself. */
export const PER_SESSION = 20
/** Matches of one search, and those that are held when one goes on. */
export const ALL_LIMIT = 1000
export const MAX_RESULTS = 5000
/** What is shown changes at most four times a second. */
const SHOW_MS = 250

/** What was found in one session. */
export interface SessionMatches {
  readonly id: SessionId
  readonly matches: readonly FoundMatch[]
}

export interface SearchAllState {
  /** Whether the search is shown in place of the list. */
  readonly open: boolean
  /** Grows whenever the field shall have the focus. */
  readonly asked: number
  /** What was searched last, and among which sessions. */
  readonly pattern: SearchPattern
  readonly filter: SessionFilter
  readonly run: RunState
  /** Newest session first. */
  readonly groups: readonly SessionMatches[]
  readonly matches: number
  /** Sessions with matches that were let go for later ones. */
  readonly letGo: number
}

export interface SearchAllStore extends Pick<
  StoreApi<SearchAllState>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  show(): void
  /** Back to the list; what is under way ends. What was found stays. */
  hide(): void
  search(pattern: SearchPattern, filter: SessionFilter): void
  cancel(): void
  /** Goes on where a search ended at its limit. */
  goOn(): void
}

/** Searching the recordings of all sessions of a filter: one search at a time. */
export function createSearchAll(api: Pick<Api, 'allMatches'>): SearchAllStore {
  const nothing = { run: NO_RUN, groups: [], matches: 0, letGo: 0 }
  const store = createStore<SearchAllState>()(() => ({
    open: false,
    asked: 0,
    pattern: NO_PATTERN,
    filter: {},
    ...nothing,
  }))
  let abort = new AbortController()
  // Newer than what is shown.
  let run: RunState = NO_RUN
  let groups: readonly SessionMatches[] = []
  let matches = 0
  let letGo = 0
  const pacer = new Pacer(() => store.setState({ run, groups, matches, letGo }), SHOW_MS)

  function take(found: readonly Match[]): void {
    if (found.length === 0) return
    groups = withMatches(groups, found)
    matches += found.length
    while (matches > MAX_RESULTS && groups.length > 1) {
      matches -= groups[0]!.matches.length
      groups = groups.slice(1)
      letGo++
    }
  }

  async function start(cursor: string | null): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    const { pattern, filter } = store.getState()
    run = { phase: 'running', progress: null }
    pacer.flush()
    const query: AllMatchesQuery = {
      ...patternQuery(pattern),
      ...filter,
      // Moments that name no zone are meant in that of the page.
      ...(filter.filter === undefined ? {} : { utcOffset: utcOffsetMin() }),
      limit: ALL_LIMIT,
      perSession: PER_SESSION,
      ...(cursor === null ? {} : { cursor }),
    }
    const state = await readSearch(api.allMatches(query, signal), (found, progress) => {
      if (signal.aborted) return
      if (progress) run = { phase: 'running', progress }
      take(found)
      pacer.ask()
    })
    if (!state || signal.aborted) return
    run = state
    pacer.flush()
  }

  function cancel(): void {
    if (run.phase !== 'running') return
    abort.abort()
    run = { phase: 'cancelled', progress: run.progress }
    pacer.flush()
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    show: () => store.setState(({ asked }) => ({ open: true, asked: asked + 1 })),
    hide: () => {
      cancel()
      store.setState({ open: false })
    },
    search: (pattern, filter) => {
      abort.abort()
      run = NO_RUN
      groups = []
      matches = 0
      letGo = 0
      store.setState({ ...nothing, pattern, filter })
      if (pattern.source !== '') void start(null)
    },
    cancel,
    goOn: () => {
      if (run.phase === 'ended' && run.end.next !== null) void start(run.end.next)
    },
  }
}

/** Groups with more matches: a search tells session after session, and may go on within the last one. */
function withMatches(groups: readonly SessionMatches[], found: readonly Match[]): SessionMatches[] {
  const next = [...groups]
  for (const { session, direction, offset, length, record } of found) {
    const match = { direction, range: { start: offset, end: offset + length }, record: record ?? null }
    const last = next.at(-1)
    if (last?.id === session) next[next.length - 1] = { id: session, matches: [...last.matches, match] }
    else next.push({ id: session, matches: [match] })
  }
  return next
}
