import type { Address, ListenerId, SessionId } from '../base/index.ts'

/** What is known of a session once its target answered (or failed to): the header of its frame index. */
export interface SessionFacts {
  readonly id: SessionId
  readonly listenerId: ListenerId
  /** Counts the connections of one listener, from 1. */
  readonly number: number
  /** When the client was accepted: milliseconds since 1970, UTC. Time 0 of all stamps of the session. */
  readonly startedAtMs: number
  /** Minutes east of UTC at that moment, so that the logs read the same wherever they are rendered. */
  readonly utcOffsetMin: number
  /** The client's remote address. */
  readonly client: Address
  /** Where the listener dials: the host as configured. */
  readonly target: Address
  /** The upstream socket's own address; null when the target never answered. */
  readonly local: Address | null
  /** The upstream socket's remote address; null when the target never answered. */
  readonly remote: Address | null
  /** In words why the target could not be reached; null when it was. */
  readonly dialError: string | null
  /** Whether the hex logger follows the session (live), or its text is rendered when asked for, or never. */
  readonly hexLog: 'live' | 'on-demand' | 'off'
}
