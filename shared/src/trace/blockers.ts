import { type Direction, type Side, sinkOf } from '../base/index.ts'

/** Why nothing moves: every moment of a session is put down to one of these. The order is the one on the wire. */
export const BLOCKERS = [
  'client-silent', // the client has nothing to say, or thinks
  'target-silent', // the target: before it has answered, too
  'client-not-reading', // bytes for the client wait, because its window is closed
  'target-not-reading', // the same at the target
  'disk', // the recorder lags and holds the sockets, or a strict listener waits for its file
  'own', // tcpscope itself is at work: it reads, writes, or was busy with other connections
] as const
export type Blocker = (typeof BLOCKERS)[number]

/** What a live connection waits for. */
export interface Wait {
  readonly blocker: Blocker
  /** ns since the session's start */
  readonly sinceNs: number
}

/** This side is the one that does not send. */
export function silent(side: Side): Blocker {
  return `${side}-silent`
}

/** The side that this direction leads to does not read. */
export function notReading(direction: Direction): Blocker {
  return `${sinkOf(direction)}-not-reading`
}
