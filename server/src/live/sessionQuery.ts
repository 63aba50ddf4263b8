import { isId } from '@tcpscope/shared/base'
import { isLive, type SessionQuery, wasAlive } from '@tcpscope/shared/api'
import {
  FilterError,
  matchesFilter,
  NEWEST_FIRST,
  parseCursor,
  parseFilter,
  type Sorting,
} from '@tcpscope/shared/filter'
import type { CatalogQuery, StoredSession } from '../core/catalogPort.ts'
import { Refusal } from './refusal.ts'

export interface ListQuery extends CatalogQuery {
  readonly sorting: Sorting
}

/**
 * Reads what a request asks of the list.
 * @param nowMs what moments relative to now are counted from
 * @throws Refusal bad_filter, bad_cursor
 */
export function readSessionQuery(query: SessionQuery, nowMs: number): ListQuery {
  const { filter: text, utcOffset, sort = NEWEST_FIRST.sort, cursor, ...rest } = query
  const { order = sort === 'started' ? 'desc' : 'asc' } = query
  const sorting = { sort, order }
  const behind = cursor === undefined ? undefined : parseCursor(cursor, sorting)
  if (cursor !== undefined && (behind === undefined || !isId(behind.id))) {
    throw new Refusal('bad_cursor', 'The cursor is none that a page of sessions, sorted so, gave.', 'cursor')
  }
  const filter = text === undefined || text.trim() === '' ? undefined : readFilter(text, nowMs, utcOffset)
  return { ...rest, sorting, behind, filter }
}

function readFilter(text: string, nowMs: number, utcOffset: number | undefined) {
  try {
    const utcOffsetMin = utcOffset ?? -new Date(nowMs).getTimezoneOffset()
    const { filter, search } = parseFilter(text, { nowMs, utcOffsetMin })
    if (search === null) return filter
    throw new FilterError(
      'A list does not read the recordings: search them with "text" at /api/matches, which takes this filter, too.',
      search.at,
    )
  } catch (error) {
    if (error instanceof FilterError) throw new Refusal('bad_filter', error.message, 'filter', error.at)
    throw error
  }
}

/** Whether a session is one that a query asks for (its place and limit aside). */
export function isWanted({ session }: StoredSession, query: ListQuery): boolean {
  if (query.listener !== undefined && session.listenerId !== query.listener) return false
  if (
    query.state === 'live' ? !isLive(session) : query.state !== undefined && session.state !== query.state
  ) {
    return false
  }
  if (query.after !== undefined && session.startedAtMs < query.after) return false
  if (query.before !== undefined && session.startedAtMs >= query.before) return false
  if (!wasAlive(session, query.from, query.to)) return false
  if (query.filter !== undefined && !matchesFilter(session, query.filter)) return false
  if (query.address === undefined) return true
  const part = query.address.toLowerCase()
  return [session.client, session.target, session.remote].some((one) => one?.toLowerCase().includes(part))
}
