import type { SessionFacts } from '@tcpscope/shared/capture'
import type { DialFacts, SessionOpened } from './enginePort.ts'

/** While the target has not answered. */
export const NOT_DIALLED: DialFacts = { local: null, remote: null, dialError: null }

/**
 * What is kept of a connection: what was known when it was accepted, and what the dial brought. Field by field: to copy
 * objects but for some of their fields takes ten times as long, and this is done for every connection.
 */
export function sessionFacts(opened: SessionOpened, dial: DialFacts): SessionFacts {
  return {
    id: opened.id,
    listenerId: opened.listenerId,
    number: opened.number,
    startedAtMs: opened.startedAtMs,
    utcOffsetMin: opened.utcOffsetMin,
    client: opened.client,
    target: opened.target,
    local: dial.local,
    remote: dial.remote,
    dialError: dial.dialError,
    hexLog: opened.hexLog,
  }
}
