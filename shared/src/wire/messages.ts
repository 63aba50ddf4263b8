import type { Direction, ListenerId, NoteId, SessionId } from '../base/index.ts'
import type { Listener, Note, Session, SessionMark, Status, TileList } from '../api/index.ts'

/**
 * The live socket, `/api/live`. Text messages are JSON of these types; binary messages are in binaryFrame.ts.
 * Every event carries `seq`, which only grows while one server runs. What a page fetched over HTTP carries
 * `asOf`; events with seq <= asOf are older news and are dropped by the page.
 */
export type ServerMessage =
  /** First message of every socket. Another bootId than before: the server restarted. */
  | { type: 'hello'; seq: number; bootId: string; version: string }
  /** Sessions that are new or changed, and deleted ones; at most 10 a second. */
  | { type: 'sessions'; seq: number; upserts: Session[]; removed: SessionId[] }
  | { type: 'listeners'; seq: number; upserts: Listener[]; removed: ListenerId[] }
  /** Notes that are new or changed, of whatever session, and deleted ones; those of a deleted session go with it. */
  | { type: 'notes'; seq: number; upserts: Note[]; removed: NoteId[] }
  /** Once a second while anything changes. */
  | { type: 'status'; seq: number; status: Status }
  /** Answer to `subscribe`: bytes and frames of the session come on this channel from here on. */
  | { type: 'subscribed'; seq: number; channel: number; session: Session; marks: SessionMark[] }
  /** The subscribed session grew or changed: everything up to its counts can be read by range now. */
  | { type: 'watermark'; seq: number; channel: number; session: Session; marks: SessionMark[] }
  /** Tiles of the lanes that a `lanes` message asked for: once at first, then again whenever they change. */
  | {
      type: 'lanes'
      seq: number
      channel: number
      level: number
      first: number
      last: number
      list: TileList
    }
  /** The tab was too slow and events were left out: fetch lists and ranges again. */
  | { type: 'resync'; seq: number }
  /** A request of the page could not be met; `channel` when it was about one. */
  | { type: 'error'; seq: number; code: string; message: string; channel?: number }
  /** Answer to `ping`. */
  | { type: 'pong'; seq: number }
  /** The subscribed session was deleted. */
  | { type: 'gone'; seq: number; channel: number; id: SessionId }

/** What a page says. `channel` is a number the page picks, 1..2^31-1, not in use by it. */
export type ClientMessage =
  /** Is anybody there? Scripts in a page neither see the protocol's own pings nor can send them. */
  | { type: 'ping' }
  /**
   * Follow one session. `tail`: for which directions new bytes are pushed; `frames`: push index records, too.
   * Watermarks always come.
   */
  | { type: 'subscribe'; channel: number; id: SessionId; tail: Direction[]; frames: boolean }
  | { type: 'unsubscribe'; channel: number }
  /** Which part of the timeline is in view: at most MAX_TILES tiles. Replaces the one before; null: none. */
  | { type: 'lanes'; channel: number; view: { level: number; first: number; last: number } | null }
