import type { Side } from '../base/index.ts'

/**
 * Why a session ended. The position in this list is the number stored in the `closed` mark of the frame
 * index: append only.
 */
export const CLOSE_CAUSES = [
  'fin', // both sides finished in order
  'reset', // a peer sent RST
  'refused', // the target refused the connection
  'connect-timeout', // the target did not answer in time
  'timeout', // the kernel gave up on a silent peer
  'unreachable', // no route to the target
  'unresolved', // the target's name has no address
  'denied', // the target is one we must not dial (our own control port, the listener itself)
  'closed-here', // a person or the API closed it
  'shutdown', // tcpscope stopped and the grace period ran out
  'interrupted', // tcpscope died; found open after a restart
  'error', // anything else; the text says what
  'capture-failed', // a strict listener, and the disk refused
] as const

export type CloseCause = (typeof CLOSE_CAUSES)[number]
export type ClosedBy = Side | 'tcpscope'

const CLOSERS: readonly ClosedBy[] = ['client', 'target', 'tcpscope']

export function closeCauseCode(cause: CloseCause): number {
  return CLOSE_CAUSES.indexOf(cause)
}

export function closeCauseOf(code: number): CloseCause {
  return CLOSE_CAUSES[code] ?? 'error'
}

/** The number a closer has in files: 0 client, 1 target, 2 tcpscope. */
export function closedByCode(by: ClosedBy): number {
  return CLOSERS.indexOf(by)
}

export function closedByOf(code: number): ClosedBy {
  return CLOSERS[code] ?? 'tcpscope'
}
