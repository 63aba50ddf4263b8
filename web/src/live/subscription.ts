import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { Session, SessionMark, TileList } from '@tcpscope/shared/api'
import type { ClientMessage } from '@tcpscope/shared/wire'

/** Why what was pushed before may not be the whole story: ranges and lists must be fetched again. */
export type StaleReason =
  | 'reconnected' // the socket was away
  | 'restarted' // another server process answers: its seq numbers begin anew
  | 'slow' // this tab was too slow and the server left events out

/** Part of the timeline in view: tiles `first` to `last` of a level, at most MAX_TILES of them. */
export interface LaneView {
  readonly level: number
  readonly first: number
  readonly last: number
}

/** What a subscription hears. All calls come from the tick, once an animation frame. */
export interface SubscriptionHandlers {
  /** The session as it is; at the subscription, after each reconnect, and whenever it grew or changed. */
  session?(session: Session, marks: SessionMark[], seq: number): void
  /** New bytes of a direction in `tail`. The payload is a view into the message: copy what is to be kept. */
  bytes?(direction: Direction, offset: number, payload: Uint8Array): void
  /** New raw records of the frame index, from record `from` on, when `frames` was asked for. */
  records?(from: number, payload: Uint8Array): void
  /** Tiles of the view that setLanes asked for, and again whenever they change. */
  lanes?(view: LaneView, list: TileList): void
  /** Pushes may have been missed. */
  stale?(reason: StaleReason): void
  /** The session was deleted. Nothing comes after this. */
  gone?(): void
  error?(code: string, message: string): void
}

export interface SubscribeOptions {
  /** Directions whose new bytes are to be pushed. */
  readonly tail: readonly Direction[]
  /** Push index records, too. */
  readonly frames: boolean
}

/** Interest in one session; outlives sockets. */
export interface Subscription {
  /** Which part of the timeline to push; null: none. */
  setLanes(view: LaneView | null): void
  /** Changes the directions whose bytes are pushed. */
  setTail(tail: readonly Direction[]): void
  /** Ends it. Nothing is called afterwards. */
  close(): void
}

/** What LiveClient knows of one subscription. */
export interface Entry {
  readonly id: SessionId
  readonly handlers: SubscriptionHandlers
  readonly frames: boolean
  tail: readonly Direction[]
  view: LaneView | null
  /** Number of its channel on the present socket; 0 while there is none. */
  channel: number
}

/** The messages that put a subscription into force on a socket. */
export function openingMessages(entry: Entry): ClientMessage[] {
  const { id, channel, frames, view } = entry
  const messages: ClientMessage[] = [{ type: 'subscribe', channel, id, tail: [...entry.tail], frames }]
  if (view) messages.push({ type: 'lanes', channel, view: { ...view } })
  return messages
}
