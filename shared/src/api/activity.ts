import { type Static, Type } from 'typebox'
import { CountSchema, SessionIdSchema } from './common.ts'

/** Sessions that can be named at once, and columns of time at most. */
export const MAX_ACTIVITY_IDS = 100
export const MAX_ACTIVITY_BINS = 400

/** When sessions moved bytes, in a stretch of time `[from, to)`, ms since 1970. */
export const ActivityQuerySchema = Type.Object(
  {
    ids: Type.String({
      maxLength: MAX_ACTIVITY_IDS * 37 - 1,
      pattern: '^[0-9a-f-]{36}(,[0-9a-f-]{36})*$',
      description: `at most ${MAX_ACTIVITY_IDS} ids of sessions, with commas between`,
    }),
    from: CountSchema,
    to: CountSchema,
    /** Columns the stretch is cut into. */
    bins: Type.Integer({ minimum: 1, maximum: MAX_ACTIVITY_BINS }),
  },
  { additionalProperties: false },
)
export type ActivityQuery = Static<typeof ActivityQuerySchema>

/** Bytes a column. */
const columns = { upstream: Type.Array(CountSchema), downstream: Type.Array(CountSchema) }
const ActivitySchema = Type.Object(columns)
export type Activity = Static<typeof ActivitySchema>

export const SessionActivitySchema = Type.Object({
  id: SessionIdSchema,
  /** The column of the stretch that the first number is of; in columns before it and behind the last nothing moved. */
  first: CountSchema,
  ...columns,
})
export type SessionActivity = Static<typeof SessionActivitySchema>

export const ActivityListSchema = Type.Object({
  from: CountSchema,
  to: CountSchema,
  bins: CountSchema,
  /** As they were named, without those that there are not. */
  sessions: Type.Array(SessionActivitySchema),
})
export type ActivityList = Static<typeof ActivityListSchema>
