import { type Static, Type } from 'typebox'
import { CountSchema, DirectionSchema } from './common.ts'

/** One frame of the index. Times are ns since the session's start; 0: not known (yet). */
export const FrameSchema = Type.Object({
  /** Place in the frame index, from 0, both directions and marks counted. */
  record: CountSchema,
  direction: DirectionSchema,
  /** Counts the frames of its direction, from 0: the `#n` of the hex log. */
  number: CountSchema,
  offset: CountSchema,
  length: CountSchema,
  /** Stream position of the other direction at that moment. */
  otherOffset: CountSchema,
  readNs: CountSchema,
  takenNs: CountSchema,
  loggedNs: CountSchema,
  textNs: CountSchema,
})
export type FrameRow = Static<typeof FrameSchema>

/** Where a page of frames begins: at a record, or at the frame that holds a byte, or at a moment. */
export const FrameQuerySchema = Type.Object(
  {
    from: Type.Optional(CountSchema),
    direction: Type.Optional(DirectionSchema),
    offset: Type.Optional(CountSchema),
    timeNs: Type.Optional(CountSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 500 })),
  },
  { additionalProperties: false },
)
export type FrameQuery = Static<typeof FrameQuerySchema>

export const FramePageSchema = Type.Object({
  /** The record the page begins at, and the one after its last (marks are counted, but not listed). */
  from: CountSchema,
  next: CountSchema,
  /** Records in the index now. */
  records: CountSchema,
  frames: Type.Array(FrameSchema),
})
export type FramePage = Static<typeof FramePageSchema>
