import { type Static, Type } from 'typebox'
import { CLOSE_CAUSES, type CloseCause } from '../capture/index.ts'
import { AsOfSchema, CountSchema, oneOf, SessionIdSchema } from './common.ts'
import { CloseSchema, SESSION_STATES, SessionQuerySchema } from './session.ts'

/** Bars told when nobody says how many, and the most that can be asked for. */
export const SPANS_LIMIT = { default: 500, most: 2000 } as const
/** Columns of time in one answer. */
export const SPAN_BINS = { default: 600, most: 2000 } as const

const { listener, state, address, after, before, filter, utcOffset } = SessionQuerySchema.properties

/** Sessions on one clock: those of the list's filter that were alive in a stretch of time. */
export const SpanQuerySchema = Type.Object(
  {
    listener,
    state,
    address,
    after,
    before,
    filter,
    utcOffset,
    /** The stretch `[from, to)`, ms since 1970; without them from the first session's start, and until now. */
    from: Type.Optional(CountSchema),
    to: Type.Optional(CountSchema),
    /** Columns the stretch is cut into. */
    bins: Type.Optional(Type.Integer({ minimum: 1, maximum: SPAN_BINS.most, default: SPAN_BINS.default })),
    /** With more sessions than this only the counts are told. */
    most: Type.Optional(
      Type.Integer({ minimum: 0, maximum: SPANS_LIMIT.most, default: SPANS_LIMIT.default }),
    ),
  },
  { additionalProperties: false },
)
export type SpanQuery = Static<typeof SpanQuerySchema>

/** One session as a bar. */
export const SpanSchema = Type.Object({
  id: SessionIdSchema,
  listenerName: Type.String(),
  number: CountSchema,
  client: Type.String(),
  target: Type.String(),
  state: oneOf(SESSION_STATES),
  startedAtMs: CountSchema,
  /** ns; of a live session to the last thing recorded: it goes on. */
  durationNs: CountSchema,
  upstreamBytes: CountSchema,
  downstreamBytes: CountSchema,
  close: Type.Union([
    Type.Object({ cause: oneOf(CLOSE_CAUSES), by: CloseSchema.properties.by }),
    Type.Null(),
  ]),
})
export type SessionSpan = Static<typeof SpanSchema>

const Counts = Type.Array(CountSchema)

export const SpanListSchema = Type.Object({
  asOf: AsOfSchema,
  /** The stretch; and, when its beginning was not asked for, when the first of all that match started: null, if none does. */
  from: CountSchema,
  to: CountSchema,
  first: Type.Union([CountSchema, Type.Null()]),
  /** Sessions alive in the stretch. */
  total: CountSchema,
  /** Newest first; null when there are more than was asked for. */
  spans: Type.Union([Type.Array(SpanSchema), Type.Null()]),
  /** A number a column: sessions alive at some time of it, begun in it, ended in it otherwise than in order. */
  alive: Counts,
  began: Counts,
  broken: Counts,
  /** Bytes, to the end of theirs, of the sessions that began in the column. */
  upstreamBytes: Counts,
  downstreamBytes: Counts,
})
export type SpanList = Static<typeof SpanListSchema>

const ORDERLY_CLOSES: ReadonlySet<string> = new Set<CloseCause>(['fin', 'closed-here', 'shutdown'])

/** Whether such an end is nobody's fault: both sides finished, or a person or a stop of tcpscope ended it. */
export function isOrderly(cause: string): boolean {
  return ORDERLY_CLOSES.has(cause)
}

/** A session as a bar. */
export function spanOf(session: SessionSpan): SessionSpan {
  const { close } = session
  const { id, listenerName, number, client, target, state, startedAtMs, durationNs } = session
  return {
    id,
    listenerName,
    number,
    client,
    target,
    state,
    startedAtMs,
    durationNs,
    upstreamBytes: session.upstreamBytes,
    downstreamBytes: session.downstreamBytes,
    close: close && { cause: close.cause, by: close.by },
  }
}
