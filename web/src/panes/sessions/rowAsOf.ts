import type { Session } from '@tcpscope/shared/api'
import { NANOS_PER_MS } from '@tcpscope/shared/base'

// Pure: what a row says of a session as of a moment. It knows no more than the present, so it says no more than that
// proves: when the session began and ended is known to the moment, what it had carried between is not.

/** How a session stood at a moment: it began later, it was connected or about to be, it was over. */
export type Standing = 'later' | 'alive' | 'over'

/** @param atMs ms since 1970, with a fraction */
export function standingAt(
  { startedAtMs, durationNs, close }: Pick<Session, 'startedAtMs' | 'durationNs' | 'close'>,
  atMs: number,
): Standing {
  if (startedAtMs > atMs) return 'later'
  return close !== null && atMs >= startedAtMs + durationNs / NANOS_PER_MS ? 'over' : 'alive'
}

/**
 * A session while it was alive: it had not ended yet, and nobody knows here whom it waited for. Its bytes are those of
 * now: it had carried so many at most. One that never reached its target was never more than connecting.
 */
export function whileAlive(session: Session): Session {
  const { state } = session
  const neverReached = state === 'connecting' || state === 'failed'
  return { ...session, state: neverReached ? 'connecting' : 'open', close: null, waitsOn: null, gapBytes: 0 }
}
