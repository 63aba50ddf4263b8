import { createStore, type StoreApi } from 'zustand/vanilla'
import { DIRECTIONS, type Direction, type SessionId } from '@tcpscope/shared/base'
import type { MatchQuery } from '@tcpscope/shared/api'
import { Pacer } from '../base/pacer.ts'
import type { Api } from '../data/api.ts'
import { FindCursor, type FindStep, type FindTarget, type Wrap } from './findCursor.ts'
import { MatchList, MAX_MATCHES, type FoundMatch } from './matchList.ts'
import {
  NO_PATTERN,
  NO_RUN,
  patternQuery,
  readSearch,
  type RunState,
  type SearchPattern,
} from './searchRun.ts'
import type { SelectionStore } from './selection.ts'

/** Matches of one search; a person can go on behind them. */
export const FIND_LIMIT = 10_000
/** What is shown changes at most four times a second. */
const SHOW_MS = 250
/** The longest match that is found whole: so much is searched again when a stream has grown. */
const LONGEST_MATCH = 65_536

export interface FindState {
  /** Whether the find bar is shown. */
  readonly open: boolean
  /** Whether the bar shall take the focus; kept until it has, as its code may still be on the way. */
  readonly wantsFocus: boolean
  readonly sessionId: SessionId | null
  readonly pattern: SearchPattern
  readonly run: RunState
  /** Grows when `matches` has changed. */
  readonly version: number
  /** The match a person stands at. */
  readonly current: FoundMatch | null
  /** Where it was gone on to it, when the end that was looked towards had been reached; null: it was not. */
  readonly wrap: Wrap | null
  /** Matches that were found before those that are held, and let go for them. */
  readonly letGo: number
  /** Bytes of each direction that the search has certainly seen when it is complete. */
  readonly covered: Readonly<Record<Direction, number>>
}

export interface FindStore extends Pick<StoreApi<FindState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** What was found. Not part of the state: it changes in place. */
  readonly matches: MatchList
  /** A session was opened. When the bar is open, it is searched. @returns the session is left */
  attach(target: FindTarget): () => void
  /** Opens the bar, and lets it take the focus. */
  show(): void
  /** The bar has taken the focus. */
  focused(): void
  /** Opens the bar with a pattern for a session that is open or about to be; the focus stays where it is. */
  showFor(id: SessionId, pattern: SearchPattern): void
  /** Hides the bar and its marks, and ends what is under way. */
  hide(): void
  /** Looks for something else, from the selected byte on, or from the first one in view. */
  search(pattern: SearchPattern): void
  /** The same once more. */
  again(): void
  cancel(): void
  /** Goes on where a search ended at its limit. */
  goOn(): void
  /** Searches what has been recorded since. */
  searchNew(): void
  /** To the next match of both directions in order of time, or the one before, beginning anew at the ends. */
  step(by: 1 | -1): void
  /** How many matches come before the current one; null: there is none. */
  rank(): number | null
}

/** A part of a search: one request. */
type Leg = Pick<MatchQuery, 'direction' | 'cursor' | 'from'>

/** Finding in the session that is open: one search at a time, its matches, and the one a person stands at. */
export function createFind(api: Pick<Api, 'matches'>, selection: SelectionStore): FindStore {
  const matches = new MatchList()
  const cursor = new FindCursor(matches, selection)
  const nothing = {
    run: NO_RUN,
    current: null,
    wrap: null,
    letGo: 0,
    covered: { upstream: 0, downstream: 0 },
  }
  const store = createStore<FindState>()(() => ({
    open: false,
    wantsFocus: false,
    sessionId: null,
    pattern: NO_PATTERN,
    version: 0,
    ...nothing,
  }))
  let target: FindTarget | null = null
  let abort = new AbortController()
  let legs: Leg[] = []
  // Newer than what is shown.
  let run: RunState = NO_RUN
  let version = 0
  const pacer = new Pacer(() => store.setState({ run, version }), SHOW_MS)

  function stop(): void {
    abort.abort()
    pacer.stop()
  }

  function forget(): void {
    stop()
    matches.clear()
    legs = []
    run = NO_RUN
    store.setState({ ...nothing, version: ++version })
  }

  /** Makes a match the current one, and selects its bytes: every view that is open goes there. */
  function goTo({ place, wrap }: FindStep): void {
    const match = matches.at(place)
    store.setState({ current: match, wrap })
    if (!target) return
    const { direction, range, record } = match
    selection.select({ sessionId: target.id, direction, range, record, origin: 'find' })
  }

  async function searchLegs(first: Leg, rest: readonly Leg[]): Promise<void> {
    stop()
    abort = new AbortController()
    const { signal } = abort
    const { id } = target!
    const { pattern } = store.getState()
    legs = [first, ...rest]
    store.setState({ wrap: null })
    run = { phase: 'running', progress: null }
    pacer.flush()
    while (legs[0]) {
      const query = { ...patternQuery(pattern), limit: FIND_LIMIT, ...legs[0] }
      const state = await readSearch(api.matches(id, query, signal), (found, progress) => {
        if (signal.aborted) return
        if (progress) run = { phase: 'running', progress }
        if (matches.add(found) > 0) version++
        pacer.ask()
        arrive()
      })
      if (!state || signal.aborted) return
      run = state
      if (state.phase !== 'ended' || state.end.done !== 'complete') break
      legs.shift()
    }
    pacer.flush()
    arrive()
  }

  /** Goes to the first match as soon as it is known. */
  function arrive(): void {
    const step = cursor.arrive(store.getState().current, run.phase === 'running')
    if (step) goTo(step)
  }

  function begin(): void {
    forget()
    const { pattern, open } = store.getState()
    if (!target || !open || pattern.source === '') return
    store.setState({ covered: target.recorded() })
    cursor.begin(target)
    void searchLegs({}, [])
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    matches,
    attach: (opened) => {
      target = opened
      store.setState({ sessionId: opened.id })
      begin()
      return () => {
        if (target !== opened) return
        target = null
        forget()
        store.setState({ sessionId: null })
      }
    },
    show: () => {
      const { open } = store.getState()
      store.setState({ open: true, wantsFocus: true })
      if (!open) begin()
    },
    focused: () => store.setState({ wantsFocus: false }),
    showFor: (id, pattern) => {
      store.setState({ open: true, pattern })
      if (target?.id === id) begin()
    },
    hide: () => {
      store.setState({ open: false, wantsFocus: false })
      forget()
    },
    search: (pattern) => {
      store.setState({ pattern })
      begin()
    },
    again: begin,
    cancel: () => {
      if (run.phase !== 'running') return
      stop()
      run = { phase: 'cancelled', progress: run.progress }
      store.setState({ run, version })
    },
    goOn: () => {
      const [leg, ...rest] = legs
      if (run.phase !== 'ended' || run.end.next === null || !leg) return
      if (matches.size + FIND_LIMIT > MAX_MATCHES) {
        store.setState(({ letGo }) => ({ letGo: letGo + matches.size, current: null, version: ++version }))
        matches.clear()
      }
      const { direction } = leg
      void searchLegs({ ...(direction ? { direction } : {}), cursor: run.end.next }, rest)
    },
    searchNew: () => {
      if (!target || run.phase !== 'ended') return
      const { covered, pattern } = store.getState()
      const recorded = target.recorded()
      const [first, ...rest] = DIRECTIONS.filter(
        (direction) =>
          (pattern.direction ?? direction) === direction && recorded[direction] > covered[direction],
      ).map((direction): Leg => {
        // What was there at the end may go on in what is new: the last stretch is searched again.
        const again = Math.max(0, covered[direction] - LONGEST_MATCH)
        matches.dropFrom(direction, again)
        return { direction, from: Math.max(again, matches.end(direction)) }
      })
      store.setState({ covered: recorded })
      if (first) void searchLegs(first, rest)
    },
    step: (by) => {
      const step = cursor.step(by, store.getState().current, target)
      if (step) goTo(step)
    },
    rank: () => cursor.rankOf(store.getState().current),
  }
}
