import type { SessionId } from '@tcpscope/shared/base'
import type { Session, SessionPage } from '@tcpscope/shared/api'
import { comparePlaces, cursorText, NEWEST_FIRST, parseCursor, placeOf } from '@tcpscope/shared/filter'
import type { ListRules } from './listRules.ts'

/** Sessions held in memory at most; others are fetched again when they are scrolled to. */
export const MAX_ROWS = 5000

/** The part of the session list that the page holds: sorted, without holes. */
export interface SessionWindow {
  readonly rows: readonly Session[]
  /** Where the next page begins; null: the last row is the end of the list. */
  readonly nextCursor: string | null
  /** All sessions that match, also those not held. */
  readonly total: number
  /** Sessions above the first row that are not held; null while the window begins at the top. */
  readonly above: number | null
  /** Sessions that arrived since then and belong above: they are not among `above`. */
  readonly arrived: number
  /** The newest session that is known to match, held or not. */
  readonly newestId: SessionId | null
}

export const EMPTY_WINDOW: SessionWindow = {
  rows: [],
  nextCursor: null,
  total: 0,
  above: null,
  arrived: 0,
  newestId: null,
}

/** The window of a first page. */
export function windowOf({ sessions, nextCursor, total }: SessionPage): SessionWindow {
  return { rows: sessions, nextCursor, total, above: null, arrived: 0, newestId: newestOf(sessions, null) }
}

/** The window after sessions appeared, changed, or were deleted. */
export function applyChanges(
  window: SessionWindow,
  upserts: readonly Session[],
  removed: readonly SessionId[],
  { sorting, matches }: ListRules,
): SessionWindow {
  const changed = new Map(upserts.map((session) => [session.id, session]))
  for (const id of removed) changed.delete(id)
  const gone = new Set(removed)
  const wereHeld = new Set<SessionId>()
  const rows = window.rows.filter(({ id }) => {
    const stays = !changed.has(id) && !gone.has(id)
    if (!stays) wereHeld.add(id)
    return stays
  })
  let { total, nextCursor, above, arrived, newestId } = window
  for (const id of gone) if (wereHeld.has(id)) total--
  const end = nextCursor === null ? undefined : parseCursor(nextCursor, sorting)
  // All that match are held: then one more is one more. Else it may be one that was counted and moved here.
  const holdsAll = nextCursor === null && above === null
  for (const session of changed.values()) {
    const wasHeld = wereHeld.has(session.id)
    if (!matches(session)) {
      if (wasHeld) total--
      continue
    }
    const isNew = newestId === null || session.id > newestId
    if (isNew) newestId = session.id
    const place = placeOf(session, sorting)
    const index = indexOf(rows, place, sorting)
    const isAbove = index === 0 && above !== null
    const isBehind = end !== undefined && comparePlaces(place, end, sorting.order) > 0
    if (isAbove && wasHeld) above!++
    else if (isAbove && isNew) {
      arrived++
      total++
    } else if (!isAbove && !isBehind) {
      rows.splice(index, 0, session)
      if (!wasHeld && (isNew || holdsAll || sorting.sort === 'started')) total++
    } else if (isBehind && isNew) total++
  }
  if (rows.length > MAX_ROWS) {
    rows.length = MAX_ROWS
    nextCursor = cursorText(placeOf(rows.at(-1)!, sorting), sorting)
  }
  return { rows, nextCursor, total: Math.max(total, rows.length), above, arrived, newestId }
}

/** Whether rows came or went; else only what they say has changed, or their order. */
export function hasNewRows(before: SessionWindow, after: SessionWindow): boolean {
  return before.total !== after.total || before.newestId !== after.newestId || before.above !== after.above
}

/** The window with one more page behind its end; when that is too much, the rows at its top are let go. */
export function appendPage(window: SessionWindow, page: SessionPage, sorting = NEWEST_FIRST): SessionWindow {
  const rows = [
    ...window.rows,
    ...beyond(window.rows, page.sessions, (one) => {
      const last = window.rows.at(-1)
      return (
        last === undefined || comparePlaces(placeOf(one, sorting), placeOf(last, sorting), sorting.order) > 0
      )
    }),
  ]
  const excess = Math.max(0, rows.length - MAX_ROWS)
  return {
    rows: rows.slice(excess),
    nextCursor: page.nextCursor,
    total: page.total,
    above: excess > 0 ? (window.above ?? 0) + excess : window.above,
    arrived: window.arrived,
    newestId: newestOf(page.sessions, window.newestId),
  }
}

/**
 * The window with one more page above its top; when that is too much, the rows at its end are let go.
 * @param page fetched in the opposite order, from the window's first row on
 */
export function prependPage(window: SessionWindow, page: SessionPage, sorting = NEWEST_FIRST): SessionWindow {
  const first = window.rows[0]
  const found = beyond(window.rows, page.sessions, (one) => {
    return (
      first === undefined || comparePlaces(placeOf(one, sorting), placeOf(first, sorting), sorting.order) < 0
    )
  }).toReversed()
  const rows = [...found, ...window.rows]
  const isTop = page.nextCursor === null
  const cut = rows.length > MAX_ROWS
  if (cut) rows.length = MAX_ROWS
  return {
    rows,
    nextCursor: cut ? cursorText(placeOf(rows.at(-1)!, sorting), sorting) : window.nextCursor,
    total: page.total,
    // It is a count of what one has gone past; at least one is there as long as the top is not reached.
    above: isTop ? null : Math.max(1, (window.above ?? 0) - found.length),
    arrived: isTop ? 0 : window.arrived,
    newestId: newestOf(page.sessions, window.newestId),
  }
}

/** The window without what no longer matches: a filter may speak of now. */
export function dropUnwanted(window: SessionWindow, { matches }: ListRules): SessionWindow {
  const rows = window.rows.filter(matches)
  const dropped = window.rows.length - rows.length
  return dropped === 0 ? window : { ...window, rows, total: Math.max(rows.length, window.total - dropped) }
}

/** What of a page is not held and lies where it should: rows may have moved since the page was made. */
function beyond(held: readonly Session[], page: readonly Session[], isBeyond: (session: Session) => boolean) {
  const ids = new Set(held.map(({ id }) => id))
  return page.filter((session) => !ids.has(session.id) && isBeyond(session))
}

/** Where a place is among sorted rows. */
function indexOf(
  rows: readonly Session[],
  place: ReturnType<typeof placeOf>,
  sorting: ListRules['sorting'],
): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comparePlaces(placeOf(rows[middle]!, sorting), place, sorting.order) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function newestOf(sessions: readonly Session[], known: SessionId | null): SessionId | null {
  let newest = known
  for (const { id } of sessions) if (newest === null || id > newest) newest = id
  return newest
}
