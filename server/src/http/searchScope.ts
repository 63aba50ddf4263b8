import { type Direction, DIRECTIONS, type SessionId } from '@tcpscope/shared/base'
import {
  type AllMatchesQuery,
  isLive,
  MATCH_LIMIT,
  type MatchQuery,
  SEARCH_SECONDS,
} from '@tcpscope/shared/api'
import type { CapturePort } from '../core/capturePort.ts'
import type { StoredSession } from '../core/catalogPort.ts'
import type { PatternText, SearchRequest, SearchScope, SearchTarget } from '../core/searchPort.ts'
import { Refusal } from '../live/refusal.ts'
import type { SessionBook } from '../live/sessionBook.ts'

// What a request for matches asks for, in the words of the search port.

type Query = MatchQuery | AllMatchesQuery

const KINDS = ['text', 'hex', 'regexp'] as const

/** @throws Refusal bad_request unless there is exactly one pattern */
export function patternOf(query: Query): PatternText {
  const [kind, ...others] = KINDS.filter((one) => query[one] !== undefined)
  if (kind === undefined || others.length > 0) {
    throw new Refusal('bad_request', 'Give one pattern to look for: "text", "hex" or "regexp".', others[0])
  }
  return { kind, source: query[kind]!, ignoreCase: query.ignoreCase ?? false }
}

/** Limits, defaults filled in. */
export function effortOf(query: Query): Pick<SearchRequest, 'limit' | 'perSession' | 'timeLimitMs'> {
  return {
    perSession: ('perSession' in query ? query.perSession : undefined) ?? Infinity,
    limit: query.limit ?? MATCH_LIMIT.default,
    timeLimitMs: (query.timeLimit ?? SEARCH_SECONDS.default) * 1000,
  }
}

interface Place {
  readonly session: SessionId
  readonly direction: Direction
  readonly offset: number
}

/** @param cursor as its schema has it */
function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const [session, direction, offset] = cursor.split(':')
  return { session: session as SessionId, direction: direction as Direction, offset: Number(offset) }
}

function badCursor(): Refusal {
  return new Refusal('bad_cursor', 'The cursor is none that this search gave.', 'cursor')
}

/** The directions to search, each from its first offset on. */
function partsOf(direction: Direction | undefined, place?: Omit<Place, 'session'>): SearchTarget['parts'] {
  const wanted = direction === undefined ? DIRECTIONS : [direction]
  const first = place ? DIRECTIONS.indexOf(place.direction) : 0
  return wanted
    .filter((one) => DIRECTIONS.indexOf(one) >= first)
    .map((one) => ({ direction: one, from: one === place?.direction ? place.offset : 0 }))
}

function targetOf({ facts, session }: StoredSession, parts: SearchTarget['parts']): SearchTarget {
  const live = isLive(session)
  return { ref: facts, live, gaps: live || session.gapBytes > 0, parts }
}

/**
 * One session. Its sizes are taken now; what is recorded when its turn comes is searched.
 * @throws Refusal session_not_found, bad_cursor, bad_request
 */
export async function sessionScope(
  sessions: Pick<SessionBook, 'find'>,
  capture: Pick<CapturePort, 'size'>,
  id: SessionId,
  query: MatchQuery,
): Promise<SearchScope> {
  const { direction, from } = query
  let place: Omit<Place, 'session'> | undefined
  if (query.cursor !== undefined) {
    const cursor = placeOf(query.cursor)
    if (cursor?.session !== id) throw badCursor()
    place = cursor
  } else if (from !== undefined) {
    if (direction === undefined) {
      throw new Refusal('bad_request', 'An offset needs a direction.', 'direction')
    }
    place = { direction, offset: from }
  }
  const row = await sessions.find(id)
  const parts = partsOf(direction, place)
  let totalBytes = 0
  for (const part of parts) {
    totalBytes += Math.max(0, (await capture.size(row.facts, part.direction)) - part.from)
  }
  return {
    totalSessions: 1,
    totalBytes,
    targets: (async function* () {
      yield parts.length > 0 ? [targetOf(row, parts)] : []
    })(),
  }
}

/** Sessions that are fetched from the list at once. */
const PAGE = 200

/**
 * All sessions that match the filter, newest first, page by page as the search goes on.
 * @throws Refusal bad_cursor, bad_filter
 */
export async function allSessionsScope(
  sessions: Pick<SessionBook, 'find' | 'list'>,
  query: AllMatchesQuery,
): Promise<SearchScope> {
  const { listener, state, address, after, before, from, to, filter: text, utcOffset, direction } = query
  const given = { listener, state, address, after, before, from, to, filter: text, utcOffset }
  const filter = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const place = placeOf(query.cursor)
  const pageBehind = (cursor: string | undefined) =>
    sessions.list({ ...filter, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })

  async function target(id: SessionId, from?: Place): Promise<SearchTarget[]> {
    try {
      const row = await sessions.find(id)
      const parts = partsOf(direction, from)
      return parts.length > 0 ? [targetOf(row, parts)] : []
    } catch (error) {
      // Deleted since it was listed.
      if (error instanceof Refusal && error.code === 'session_not_found') return []
      throw error
    }
  }

  const first = await pageBehind(place?.session)
  async function* targets(): AsyncGenerator<SearchTarget[]> {
    if (place) yield await target(place.session, place)
    for (let page = first; ;) {
      const batch: SearchTarget[] = []
      for (const { id } of page.sessions) batch.push(...(await target(id)))
      yield batch
      if (page.nextCursor === null) return
      page = await pageBehind(page.nextCursor)
    }
  }
  return { totalSessions: first.total, totalBytes: null, targets: targets() }
}
