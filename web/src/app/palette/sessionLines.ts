import type { Session } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { closeWords } from '../../base/words.ts'
import type { Command } from '../../stores/commands.ts'

/** Sessions offered for a query at most. */
export const MOST_SESSIONS = 8

/**
 * The held sessions that a query names: by number (`17`, `#17`) first, then by a part of an address or of the
 * listener's name.
 * @param sessions newest first
 */
export function sessionsNamed(sessions: readonly Session[], query: string): Session[] {
  const part = query.toLowerCase()
  const number = numberOf(query)
  const byNumber = sessions.filter((session) => session.number === number)
  const others: Session[] = []
  // Two characters and more: one is in nearly every address.
  if (!query.startsWith('#') && part.length > 1) {
    for (const session of sessions) {
      if (byNumber.length + others.length >= MOST_SESSIONS) break
      if (session.number !== number && isNamed(session, part)) others.push(session)
    }
  }
  return [...byNumber, ...others].slice(0, MOST_SESSIONS)
}

/** The session's number that was typed: `17`, `#17`; null: none. */
function numberOf(query: string): number | null {
  const match = /^#?(\d{1,9})$/.exec(query)
  return match ? Number(match[1]) : null
}

function isNamed({ client, target, remote, listenerName }: Session, part: string): boolean {
  return [client, target, remote, listenerName].some((text) => text?.toLowerCase().includes(part))
}

/** A line of the palette that opens a session. */
export function sessionCommand(session: Session, open: (id: SessionId) => void): Command {
  const { id, number, listenerName, client, target, state, close } = session
  return {
    id: `session.open.${id}`,
    group: 'Go to',
    title: `#${number} ${listenerName}`,
    about: `${client} ⇄ ${target}, ${close ? closeWords(close) : state}`,
    run: () => open(id),
  }
}
