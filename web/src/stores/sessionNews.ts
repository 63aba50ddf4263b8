import type { Close, Session } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { isLive } from '../base/words.ts'

/** Ends that somebody wanted; all others are worth a word. */
const ORDINARY: ReadonlySet<Close['cause']> = new Set(['fin', 'closed-here', 'shutdown', 'interrupted'])

/** True for a session that was reset, timed out, never reached its target, or could not be recorded. */
export function hasFailed({ state, close }: Pick<Session, 'state' | 'close'>): boolean {
  return state === 'failed' || (close !== null && !ORDINARY.has(close.cause))
}

/** The same as a filter: sessions that have failed. */
export const FAILED_FILTER = `state:ended ${[...ORDINARY].map((cause) => `-close:${cause}`).join(' ')}`

/** Oldest first. */
export interface News {
  /** Sessions that were not there before. */
  readonly started: readonly Session[]
  /** Sessions that failed just now. */
  readonly failed: readonly Session[]
}

/**
 * Tells from changed sessions what is new: that a session of last week got a star is none. What is news was live
 * when it was seen before, or was not there.
 */
export class SessionNews {
  readonly #live = new Set<SessionId>()
  // Ids grow with time (UUIDv7): a greater one is a newer session.
  #newest: SessionId | null = null

  /** A list that was fetched: nothing in it is news. */
  begin(rows: readonly Session[]): void {
    for (const session of rows) this.#see(session)
  }

  take(upserts: readonly Session[], removed: readonly SessionId[]): News {
    const started: Session[] = []
    const failed: Session[] = []
    // Oldest first: they come in any order.
    for (const session of upserts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const isNew = this.#newest !== null && session.id > this.#newest
      const wasLive = this.#live.has(session.id)
      this.#see(session)
      if (isNew) started.push(session)
      if ((isNew || wasLive) && !isLive(session) && hasFailed(session)) failed.push(session)
    }
    for (const id of removed) this.#live.delete(id)
    return { started, failed }
  }

  /** The server is another one, or was away, or has left news out: what was live is not known until a list begins. */
  forget(): void {
    this.#live.clear()
    this.#newest = null
  }

  #see(session: Session): void {
    if (isLive(session)) this.#live.add(session.id)
    else this.#live.delete(session.id)
    if (this.#newest === null || session.id > this.#newest) this.#newest = session.id
  }
}
