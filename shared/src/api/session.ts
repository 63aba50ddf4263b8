import { type Static, Type } from 'typebox'
import { CLOSE_CAUSES, MARK_CODES } from '../capture/index.ts'
import { BLOCKERS } from '../trace/index.ts'
import {
  AsOfSchema,
  CountSchema,
  DirectionSchema,
  ListenerIdSchema,
  SessionIdSchema,
  oneOf,
} from './common.ts'

export const SESSION_STATES = [
  'connecting', // the client is in, the target has not answered yet
  'open',
  'half-closed', // one side has sent FIN, the other lives
  'closed',
  'failed', // the target was never reached
  'interrupted', // tcpscope died while it was open
] as const
export const SessionStateSchema = oneOf(SESSION_STATES)
export type SessionState = (typeof SESSION_STATES)[number]

export const CloseSchema = Type.Object({
  cause: oneOf(CLOSE_CAUSES),
  by: Type.Union([Type.Literal('client'), Type.Literal('target'), Type.Literal('tcpscope')]),
  /** The system's own word (ECONNREFUSED, …) where there is one. */
  code: Type.Union([Type.String(), Type.Null()]),
  /** A sentence for people. */
  text: Type.String(),
})
export type Close = Static<typeof CloseSchema>

/** An instant in the life of a session, or a gap in its capture. */
export const MarkSchema = Type.Object({
  code: oneOf(MARK_CODES.filter((code) => code !== 'none')),
  direction: DirectionSchema,
  /** ns since the session's start. */
  timeNs: CountSchema,
  /** Of a gap: the missing byte range; of others: the stream position, length 0. */
  offset: CountSchema,
  length: CountSchema,
})
export type SessionMark = Static<typeof MarkSchema>

/** Characters of a session's comment. */
export const MAX_SESSION_COMMENT = 1000

/** What a person says of a session; everything else of it is recorded. */
const remarks = {
  starred: Type.Boolean({ description: 'marked, to be found again' }),
  comment: Type.String({ maxLength: MAX_SESSION_COMMENT, description: 'empty: none' }),
}

/** What a live connection waits for, and since when: ns since the session's start. */
export const WaitSchema = Type.Object({ blocker: oneOf(BLOCKERS), sinceNs: CountSchema })

/** The recording of one connection. Addresses are `ip:port`, IPv6 in brackets; sizes in bytes. */
export const SessionSchema = Type.Object({
  id: SessionIdSchema,
  listenerId: ListenerIdSchema,
  listenerName: Type.String(),
  /** Counts the connections of its listener, from 1. */
  number: CountSchema,
  state: oneOf(SESSION_STATES),
  client: Type.String(),
  /** The target as configured, and the address that was reached (null: none). */
  target: Type.String(),
  remote: Type.Union([Type.String(), Type.Null()]),
  /** Our own address towards the target. */
  local: Type.Union([Type.String(), Type.Null()]),
  startedAtMs: CountSchema,
  /** ns from the start to the last thing recorded; grows while the session is live. */
  durationNs: CountSchema,
  upstreamBytes: CountSchema,
  downstreamBytes: CountSchema,
  upstreamFrames: CountSchema,
  downstreamFrames: CountSchema,
  /** Records in the frame index: frames and marks. */
  records: CountSchema,
  /** Bytes that could not be recorded (disk full): they were forwarded all the same. */
  gapBytes: CountSchema,
  hexLog: Type.Union([Type.Literal('live'), Type.Literal('on-demand'), Type.Literal('off')]),
  /** Payload bytes whose text is not in the hex log file yet. A download renders them on the fly. */
  hexLagBytes: CountSchema,
  /** How far the text is behind in the session's own time, ns; 0 of an ended session from before the last start. */
  hexLagNs: CountSchema,
  /** As the recorder saw it last; null when the connection has ended. */
  waitsOn: Type.Union([WaitSchema, Type.Null()]),
  close: Type.Union([CloseSchema, Type.Null()]),
  ...remarks,
})
export type Session = Static<typeof SessionSchema>

/** Changed remarks of a session, live or ended. */
export const SessionPatchSchema = Type.Partial(Type.Object(remarks, { additionalProperties: false }), {
  additionalProperties: false,
  minProperties: 1,
})
export type SessionPatch = Static<typeof SessionPatchSchema>

/** States in which a session still has a connection. */
export const LIVE_STATES: readonly SessionState[] = ['connecting', 'open', 'half-closed']

/** When a session ended, ms since 1970; of a live one infinity. */
export function endOf({
  startedAtMs,
  durationNs,
  close,
}: Pick<Session, 'startedAtMs' | 'durationNs'> & { readonly close: object | null }): number {
  return close === null ? Infinity : startedAtMs + Math.floor(durationNs / 1e6)
}

/** Whether it was alive at some moment of `[from, to)`, ms since 1970; undefined: no bound. */
export function wasAlive(
  session: Parameters<typeof endOf>[0],
  from: number | undefined,
  to: number | undefined,
): boolean {
  return session.startedAtMs < (to ?? Infinity) && endOf(session) >= (from ?? -Infinity)
}

/** Whether a session still has a connection. */
export function isLive(session: Pick<Session, 'state'>): boolean {
  return LIVE_STATES.includes(session.state)
}

/** What the list can be sorted by; `started` is the order of the ids. */
export const SORTS = [
  'started',
  'state',
  'number',
  'listener',
  'client',
  'target',
  'up',
  'down',
  'duration',
  'close',
] as const
export type Sort = (typeof SORTS)[number]
export const ORDERS = ['asc', 'desc'] as const
export type Order = (typeof ORDERS)[number]

/** Characters a filter may have. */
export const MAX_FILTER = 1000

const filterFields = {
  filter: Type.Optional(
    Type.String({
      maxLength: MAX_FILTER,
      description: 'state:open bytes>1M, and so on; see the documentation',
    }),
  ),
  /** In whose time moments in the filter are that name no zone: minutes ahead of UTC. Without it: the server's. */
  utcOffset: Type.Optional(Type.Integer({ minimum: -900, maximum: 900 })),
}

const CursorSchema = Type.String({
  minLength: 1,
  maxLength: 700,
  description: 'the `nextCursor` of the page before',
})

export const SessionQuerySchema = Type.Object(
  {
    listener: Type.Optional(ListenerIdSchema),
    /** One state, or `live` for all that still have a connection. */
    state: Type.Optional(oneOf([...SESSION_STATES, 'live'])),
    /** Part of the client's or the target's address. */
    address: Type.Optional(Type.String({ minLength: 1, maxLength: 260 })),
    /** Started at or after / before this moment, ms since 1970. */
    after: Type.Optional(CountSchema),
    before: Type.Optional(CountSchema),
    /** Alive at some moment of `[from, to)`, ms since 1970. */
    from: Type.Optional(CountSchema),
    to: Type.Optional(CountSchema),
    ...filterFields,
    sort: Type.Optional(oneOf(SORTS)),
    /** Without it: ascending, but newest first when sorted by the start. */
    order: Type.Optional(oneOf(ORDERS)),
    /** From the page before, sorted alike: go on behind its last session. */
    cursor: Type.Optional(CursorSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
  },
  { additionalProperties: false },
)
export type SessionQuery = Static<typeof SessionQuerySchema>

export const SessionPageSchema = Type.Object({
  asOf: AsOfSchema,
  sessions: Type.Array(SessionSchema),
  /** Give it back to get the next page; null at the end. */
  nextCursor: Type.Union([CursorSchema, Type.Null()]),
  /** All sessions that match, on whatever page. */
  total: CountSchema,
})
export type SessionPage = Static<typeof SessionPageSchema>

export const SessionDetailSchema = Type.Object({
  asOf: AsOfSchema,
  session: SessionSchema,
  marks: Type.Array(MarkSchema),
  files: Type.Object({
    hex: Type.String(),
    upstream: Type.String(),
    downstream: Type.String(),
    zip: Type.String(),
  }),
})
export type SessionDetail = Static<typeof SessionDetailSchema>
