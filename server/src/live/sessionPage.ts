import type { SessionPage } from '@tcpscope/shared/api'
import { comparePlaces, cursorText, placeOf } from '@tcpscope/shared/filter'
import type { CatalogPage, StoredSession } from '../core/catalogPort.ts'
import type { ListQuery } from './sessionQuery.ts'

/**
 * A page of the catalog and the sessions that memory has, as one page: those change too often for the catalog to know
 * how they are, so it was asked for all others.
 * @param held sessions in memory that the query asks for, on whatever page
 */
export function mergePage(
  page: CatalogPage,
  held: readonly StoredSession[],
  { sorting, behind, limit = 200 }: ListQuery,
): Omit<SessionPage, 'asOf'> {
  const placed = [...page.rows, ...held].map(({ session }) => ({ session, place: placeOf(session, sorting) }))
  const following = placed.filter(
    ({ place }) => behind === undefined || comparePlaces(place, behind, sorting.order) > 0,
  )
  const sorted = following.toSorted((a, b) => comparePlaces(a.place, b.place, sorting.order))
  const shown = sorted.slice(0, limit)
  const last = shown.at(-1)
  const more = page.more || sorted.length > limit
  return {
    sessions: shown.map(({ session }) => session),
    nextCursor: more && last ? cursorText(last.place, sorting) : null,
    total: page.total + held.length,
  }
}
