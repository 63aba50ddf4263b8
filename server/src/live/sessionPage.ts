import { isLive, type SessionPage, type SessionQuery } from '@tcpscope/shared/api'
import type { CatalogPage, StoredSession } from '../core/catalogPort.ts'

/** Whether a session is one that a query asks for (its cursor and limit aside). */
export function matches({ session }: StoredSession, query: SessionQuery): boolean {
  if (query.listener !== undefined && session.listenerId !== query.listener) return false
  if (
    query.state === 'live' ? !isLive(session) : query.state !== undefined && session.state !== query.state
  ) {
    return false
  }
  if (query.after !== undefined && session.startedAtMs < query.after) return false
  if (query.before !== undefined && session.startedAtMs >= query.before) return false
  if (query.address === undefined) return true
  const part = query.address.toLowerCase()
  return [session.client, session.target, session.remote].some((one) => one?.toLowerCase().includes(part))
}

/**
 * A page of the catalog with what memory knows better laid over it: rows that changed since they were written,
 * and rows that could not be written yet.
 * @param memory the rows in memory, and whether the catalog has (an older state of) them
 */
export function overlayPage(
  page: CatalogPage,
  query: SessionQuery,
  memory: { rows: ReadonlyMap<string, StoredSession>; isStored(id: string): boolean },
): Omit<SessionPage, 'asOf'> {
  const limit = query.limit ?? 200
  const considered = new Map(page.rows.map((row) => [row.session.id, memory.rows.get(row.session.id) ?? row]))
  const oldest = page.more ? page.rows.at(-1)?.session.id : undefined
  let total = page.total
  for (const row of memory.rows.values()) {
    const { id } = row.session
    if (considered.has(id) || !matches(row, query)) continue
    if (!memory.isStored(id)) total++
    if (query.cursor !== undefined && id >= query.cursor) continue
    // Older than the page's last row: it belongs to a later page.
    if (oldest !== undefined && id < oldest) continue
    considered.set(id, row)
  }
  const sorted = [...considered.values()].toSorted((a, b) => (a.session.id < b.session.id ? 1 : -1))
  const shown = sorted.slice(0, limit)
  const more = page.more || sorted.length > limit
  return {
    sessions: shown.filter((row) => matches(row, query)).map((row) => row.session),
    nextCursor: more ? (shown.at(-1)?.session.id ?? null) : null,
    total,
  }
}
