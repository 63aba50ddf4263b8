import type { SessionId } from '@tcpscope/shared/base'
import { type Session, type SessionPage, type SessionQuery, wasAlive } from '@tcpscope/shared/api'
import { isLive } from '../base/words.ts'

/** Sessions held in memory at most; older ones are fetched again when they are scrolled to. */
export const MAX_ROWS = 5000

/** What of the list is shown: the part of SessionQuery that a person sets. */
export type SessionFilter = Pick<SessionQuery, 'listener' | 'state' | 'address' | 'from' | 'to'>

/** The part of the session list that the page holds: newest first, without holes. */
export interface SessionWindow {
  readonly rows: readonly Session[]
  /** Where the next older page begins; null: the last row is the oldest session. */
  readonly nextCursor: string | null
  /** All sessions that match, also those not held. */
  readonly total: number
  /**
   * Sessions newer than the first row that are not held, because so many older ones were scrolled through;
   * null while the window begins at the newest.
   */
  readonly newer: number | null
  /** The newest session that is known to match, held or not. */
  readonly newestId: SessionId | null
}

export const EMPTY_WINDOW: SessionWindow = {
  rows: [],
  nextCursor: null,
  total: 0,
  newer: null,
  newestId: null,
}

export function windowOf({ sessions, nextCursor, total }: SessionPage): SessionWindow {
  return { rows: sessions, nextCursor, total, newer: null, newestId: sessions[0]?.id ?? null }
}

/** True when the filter lets the session through; the same rule as the server's. */
export function matchesFilter(
  session: Session,
  { listener, state, address, from, to }: SessionFilter,
): boolean {
  if (!wasAlive(session, from, to)) return false
  if (listener && session.listenerId !== listener) return false
  if (state === 'live' ? !isLive(session) : state && session.state !== state) return false
  if (!address) return true
  const part = address.toLowerCase()
  return [session.client, session.target, session.remote].some((one) => one?.toLowerCase().includes(part))
}

/**
 * The place of an id among rows, newest (greatest UUIDv7) first; where it would be inserted when it is not
 * there.
 */
function placeOf(rows: readonly Session[], id: SessionId): { index: number; found: boolean } {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle]!.id > id) low = middle + 1
    else high = middle
  }
  return { index: low, found: rows[low]?.id === id }
}

/** The window after sessions appeared, changed, or were deleted. */
export function applyChanges(
  window: SessionWindow,
  upserts: readonly Session[],
  removed: readonly SessionId[],
  filter: SessionFilter,
): SessionWindow {
  let { total, nextCursor, newer, newestId } = window
  const rows = [...window.rows]
  for (const session of upserts) {
    const isNewest = newestId === null || session.id > newestId
    const { index, found } = placeOf(rows, session.id)
    if (!matchesFilter(session, filter)) {
      if (found) {
        rows.splice(index, 1)
        total--
      }
    } else if (found) {
      rows[index] = session
    } else if (index === 0 && newer !== null) {
      if (isNewest) {
        newer++
        total++
      }
    } else if (index < rows.length || nextCursor === null || session.id >= nextCursor) {
      rows.splice(index, 0, session)
      total++
    }
    if (isNewest && matchesFilter(session, filter)) newestId = session.id
  }
  for (const id of removed) {
    const { index, found } = placeOf(rows, id)
    if (!found) continue
    rows.splice(index, 1)
    total--
  }
  if (rows.length > MAX_ROWS) {
    rows.length = MAX_ROWS
    nextCursor = rows.at(-1)!.id
  }
  return { rows, nextCursor, total: Math.max(total, rows.length), newer, newestId }
}

/** The window with one more page of older sessions; when that is too much, the newest are let go. */
export function appendPage(window: SessionWindow, page: SessionPage): SessionWindow {
  const oldest = window.rows.at(-1)?.id
  const older = page.sessions.filter(({ id }) => oldest === undefined || id < oldest)
  const rows = [...window.rows, ...older]
  const excess = Math.max(0, rows.length - MAX_ROWS)
  const newer = excess > 0 ? (window.newer ?? 0) + excess : window.newer
  return {
    rows: rows.slice(excess),
    nextCursor: page.nextCursor,
    total: page.total,
    newer,
    newestId: window.newestId,
  }
}
