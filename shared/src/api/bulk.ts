import { type Static, Type } from 'typebox'
import { CountSchema, oneOf, SessionIdSchema } from './common.ts'
import { SessionQuerySchema } from './session.ts'

/** Sessions that can be named at once; more are said by a filter. */
export const MAX_BULK_IDS = 1000
/** Sessions that one archive may hold. */
export const MAX_EXPORT = 1000
/** Sessions that an address can name for an archive; more are said by a filter. */
export const MAX_EXPORT_IDS = 200

/** What a person filters the list by. */
const { listener, from, to, filter, utcOffset } = SessionQuerySchema.properties
const listFilter = { listener, from, to, filter, utcOffset }
const ids = Type.Array(SessionIdSchema, { minItems: 1, maxItems: MAX_BULK_IDS })

export const BULK_ACTIONS = ['close', 'delete'] as const
export type BulkAction = (typeof BULK_ACTIONS)[number]

/** Close or delete many sessions: those named, or all that a filter lets through now. Exactly one of `ids` and `all`. */
export const BulkRequestSchema = Type.Object(
  {
    action: oneOf(BULK_ACTIONS),
    ids: Type.Optional(ids),
    all: Type.Optional(Type.Object(listFilter, { additionalProperties: false })),
    /** With `all`: these are left alone. */
    except: Type.Optional(ids),
  },
  { additionalProperties: false },
)
export type BulkRequest = Static<typeof BulkRequestSchema>

const counts = {
  /** Sessions that were looked at, and how many there are to look at. */
  looked: CountSchema,
  total: CountSchema,
}

/** How far it is: at most 5 a second. */
export const BulkProgressSchema = Type.Object({ type: Type.Literal('progress'), ...counts })

/** The last line: what came of it. The parts sum up to `looked`. */
export const BulkEndSchema = Type.Object({
  type: Type.Literal('end'),
  ...counts,
  /** Closed or deleted. */
  done: CountSchema,
  /** Not deleted, because they still have a connection. */
  live: CountSchema,
  /** Not closed, because they had ended. */
  ended: CountSchema,
  /** Deleted meanwhile by somebody else. */
  gone: CountSchema,
  failed: CountSchema,
  /** Why the first of those failed. */
  message: Type.Union([Type.String(), Type.Null()]),
})
export type BulkEnd = Static<typeof BulkEndSchema>

export const BulkLineSchema = Type.Union([BulkProgressSchema, BulkEndSchema])
export type BulkLine = Static<typeof BulkLineSchema>

/** Which sessions an archive shall hold: those named (ids with commas between), or all that match. */
export const ExportQuerySchema = Type.Object(
  {
    ids: Type.Optional(
      Type.String({
        maxLength: MAX_EXPORT_IDS * 37,
        pattern: '^[0-9a-f-]{36}(,[0-9a-f-]{36})*$',
        description: `at most ${MAX_EXPORT_IDS} ids of sessions, with commas between`,
      }),
    ),
    ...listFilter,
  },
  { additionalProperties: false },
)
export type ExportQuery = Static<typeof ExportQuerySchema>
