import { assertNever, directionFrom, type Direction, type Side } from '@tcpscope/shared/base'
import type { CloseCause, ClosedBy, MarkCode } from '@tcpscope/shared/capture'

/**
 * The life of a connection as a pure function: what happened goes in (past tense), what to do comes out
 * (imperative). Sockets, clocks and files are elsewhere.
 *
 *   accepted ─▶ dialing ─dialed─▶ open ─both sides ended─▶ closing ─both sockets gone─▶ closed
 *                  │                └──a peer failed, or we close──▶ closing
 *                  └─dialFailed─▶ closing
 */
export interface Connection {
  readonly phase: 'dialing' | 'open' | 'closing' | 'closed'
  /** Sides that have sent FIN, in order. */
  readonly ended: readonly Side[]
  /** Sockets that are gone. The target's counts as gone while there is none. */
  readonly gone: Readonly<Record<Side, boolean>>
  /** Why it ends; the first reason stays. */
  readonly reason: CloseReason | null
}

export interface CloseReason {
  readonly cause: CloseCause
  readonly by: ClosedBy
  /** The system's word for it, if it has one. */
  readonly code: string | null
}

export type LifecycleEvent =
  | { readonly type: 'dialed' }
  | { readonly type: 'dialFailed'; readonly cause: CloseCause; readonly code: string | null }
  /** The side sent FIN: all its bytes have been read. */
  | { readonly type: 'ended'; readonly side: Side }
  /** The side's socket reported an error. */
  | { readonly type: 'failed'; readonly side: Side; readonly code: string }
  /** The side's socket is closed for good. */
  | { readonly type: 'gone'; readonly side: Side }
  /** A person, the end of the grace period at shutdown, or a strict listener whose bytes cannot be recorded. */
  | { readonly type: 'closeRequested'; readonly cause: OwnCause }

/** Why we end a connection ourselves. */
export type OwnCause = Extract<CloseCause, 'closed-here' | 'shutdown' | 'capture-failed'>

export type LifecycleCommand =
  /** Begin to read both sides: the target is there. */
  | { readonly type: 'startCopying' }
  /** FIN to this side, after the bytes that are still on their way to it. */
  | { readonly type: 'end'; readonly side: Side }
  /** RST to this side; its socket is given up. */
  | { readonly type: 'reset'; readonly side: Side }
  | { readonly type: 'mark'; readonly code: MarkCode; readonly direction: Direction }
  /** Nothing is left of the connection: record why. */
  | { readonly type: 'finish'; readonly reason: CloseReason }

export type Step = readonly [Connection, readonly LifecycleCommand[]]

/** A connection whose client was accepted and whose target is being dialled. */
export function accepted(): Connection {
  return { phase: 'dialing', ended: [], gone: { client: false, target: true }, reason: null }
}

export function reduce(connection: Connection, event: LifecycleEvent): Step {
  switch (event.type) {
    case 'dialed':
      return dialed(connection)
    case 'dialFailed':
      return dialFailed(connection, event.cause, event.code)
    case 'ended':
      return ended(connection, event.side)
    case 'failed':
      return failed(connection, event.side, event.code)
    case 'gone':
      return gone(connection, event.side)
    case 'closeRequested':
      return closeRequested(connection, event.cause)
    default:
      return assertNever(event)
  }
}

const otherSide = (side: Side): Side => (side === 'client' ? 'target' : 'client')

function dialed(connection: Connection): Step {
  // Closed while the dial was under way: the target must not be left alone with an open socket.
  if (connection.phase === 'closed') return [connection, [{ type: 'reset', side: 'target' }]]
  const there = { ...connection, gone: { ...connection.gone, target: false } }
  if (connection.phase !== 'dialing') return [there, [{ type: 'reset', side: 'target' }]]
  return [
    { ...there, phase: 'open' },
    [{ type: 'mark', code: 'connected', direction: 'downstream' }, { type: 'startCopying' }],
  ]
}

function dialFailed(connection: Connection, cause: CloseCause, code: string | null): Step {
  if (connection.phase !== 'dialing') return [connection, []]
  const by: ClosedBy = cause === 'denied' || cause === 'error' ? 'tcpscope' : 'target'
  const marks: LifecycleCommand[] =
    cause === 'connect-timeout' ? [{ type: 'mark', code: 'timeout', direction: 'downstream' }] : []
  if (cause === 'refused') marks.push({ type: 'mark', code: 'reset', direction: 'downstream' })
  return [
    { ...connection, phase: 'closing', reason: { cause, by, code } },
    [...marks, { type: 'reset', side: 'client' }],
  ]
}

function ended(connection: Connection, side: Side): Step {
  if (connection.phase !== 'open' || connection.ended.includes(side)) return [connection, []]
  const endedSides = [...connection.ended, side]
  const both = endedSides.length === 2
  const reason: CloseReason | null = both ? { cause: 'fin', by: endedSides[0]!, code: null } : null
  return [
    { ...connection, phase: both ? 'closing' : 'open', ended: endedSides, reason },
    [
      { type: 'mark', code: 'ended', direction: directionFrom(side) },
      { type: 'end', side: otherSide(side) },
    ],
  ]
}

/** Errors of a socket that mean the peer is gone by its own will. */
const RESET_CODES = ['ECONNRESET', 'EPIPE', 'ECONNABORTED']

function failed(connection: Connection, side: Side, code: string): Step {
  if (connection.phase === 'closed') return [connection, []]
  const timedOut = code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
  const reset = RESET_CODES.includes(code)
  const cause: CloseCause = timedOut ? 'timeout' : reset ? 'reset' : 'error'
  const marks: LifecycleCommand[] =
    timedOut || reset
      ? [{ type: 'mark', code: timedOut ? 'timeout' : 'reset', direction: directionFrom(side) }]
      : []
  // A reset that arrives when both sides had already finished, or after we closed, is not why it ended.
  const reason = connection.reason ?? { cause, by: side, code }
  const other = otherSide(side)
  const resets: LifecycleCommand[] = connection.gone[other] ? [] : [{ type: 'reset', side: other }]
  return [{ ...connection, phase: 'closing', reason }, [...(connection.reason ? [] : marks), ...resets]]
}

function gone(connection: Connection, side: Side): Step {
  if (connection.gone[side] || connection.phase === 'closed') return [connection, []]
  const goneNow = { ...connection.gone, [side]: true }
  if (goneNow.client && goneNow.target) {
    const reason = connection.reason ?? { cause: 'error' as const, by: 'tcpscope' as const, code: null }
    return [{ ...connection, phase: 'closed', gone: goneNow, reason }, [{ type: 'finish', reason }]]
  }
  return [{ ...connection, gone: goneNow }, []]
}

function closeRequested(connection: Connection, cause: OwnCause): Step {
  if (connection.phase === 'closed') return [connection, []]
  const reason = connection.reason ?? { cause, by: 'tcpscope' as const, code: null }
  const resets: LifecycleCommand[] = (['client', 'target'] as const)
    .filter((side) => !connection.gone[side])
    .map((side) => ({ type: 'reset', side }))
  return [{ ...connection, phase: 'closing', reason }, resets]
}
