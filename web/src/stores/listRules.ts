import { type Session, type SessionQuery, wasAlive } from '@tcpscope/shared/api'
import {
  FilterError,
  matchesFilter,
  NEWEST_FIRST,
  parseFilter,
  type ParsedFilter,
  searchApart,
  type Sorting,
} from '@tcpscope/shared/filter'

/** What of the list is shown: the part of SessionQuery that a person sets. `filter` is text of the filter language. */
export type SessionFilter = Pick<SessionQuery, 'listener' | 'filter' | 'from' | 'to'>

/** Which sessions belong to the list, in which order; the server's rule, for sessions that change meanwhile. */
export interface ListRules {
  readonly sorting: Sorting
  readonly matches: (session: Session) => boolean
  readonly parsed: ParsedFilter
}

/** Minutes that local time is ahead of UTC, in which moments are read that name no zone. */
export function utcOffsetMin(nowMs = Date.now()): number {
  return -new Date(nowMs).getTimezoneOffset()
}

/** @throws FilterError when the filter's text cannot be read */
export function rulesOf(
  { listener, filter = '', from, to }: SessionFilter,
  sorting: Sorting = NEWEST_FIRST,
  nowMs = Date.now(),
): ListRules {
  const parsed = parseFilter(filter, { nowMs, utcOffsetMin: utcOffsetMin(nowMs) })
  return {
    sorting,
    parsed,
    matches: (session) =>
      (!listener || session.listenerId === listener) &&
      wasAlive(session, from, to) &&
      matchesFilter(session, parsed.filter),
  }
}

/** What is asked of the server for a filter; nothing is asked for what is not said. */
export function filterQuery(
  { listener, filter, from, to }: SessionFilter,
  { parsed }: ListRules,
): SessionQuery {
  return {
    ...(listener ? { listener } : {}),
    ...(filter ? { filter } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(parsed.local ? { utcOffset: utcOffsetMin() } : {}),
  }
}

/** Whether a filter lets one session through; one that cannot be read lets none. */
export function letsThrough(filter: SessionFilter, session: Session): boolean {
  try {
    return rulesOf(filter).matches(session)
  } catch (error) {
    if (error instanceof FilterError) return false
    throw error
  }
}

/** What a filter asks of the bytes, and the filter without that; null when it asks nothing, or cannot be read. */
export function bytesAsked(filter: SessionFilter): { text: string; filter: SessionFilter } | null {
  const nowMs = Date.now()
  try {
    const apart = searchApart(filter.filter ?? '', { nowMs, utcOffsetMin: utcOffsetMin(nowMs) })
    if (!apart) return null
    const { filter: _, ...others } = filter
    return { text: apart.text, filter: apart.rest === '' ? others : { ...filter, filter: apart.rest } }
  } catch (error) {
    if (error instanceof FilterError) return null
    throw error
  }
}
