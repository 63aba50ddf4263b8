import type { Session } from '@tcpscope/shared/api'
import type { Rest } from '../../../test/kit/rest.ts'

/** All sessions that the API lists, newest first. Sessions that are deleted meanwhile may be missing. */
export async function allSessions(api: Rest, query = ''): Promise<Session[]> {
  const sessions: Session[] = []
  for (let cursor = ''; ;) {
    const page = await api.sessionPage(`limit=1000${query}${cursor}`)
    sessions.push(...page.sessions)
    if (page.nextCursor === null) return sessions
    cursor = `&cursor=${page.nextCursor}`
  }
}
