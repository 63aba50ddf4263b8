import { type Static, Type } from 'typebox'
import { BLOCKERS, MAX_LEVEL, type Tile } from '../trace/index.ts'
import { CountSchema, oneOf } from './common.ts'

/** At most this many tiles in one answer. */
export const MAX_TILES = 16

export const TileQuerySchema = Type.Object(
  {
    /** Resolution: a bucket is 2^level ns wide, a tile 256 buckets. */
    level: Type.Integer({ minimum: 0, maximum: MAX_LEVEL }),
    /** First and last tile wanted; at most MAX_TILES of them. */
    first: CountSchema,
    last: CountSchema,
  },
  { additionalProperties: false },
)
export type TileQuery = Static<typeof TileQuerySchema>

const CellSchema = Type.Object({
  bucket: Type.Integer({ minimum: -1, description: '-1: began before the tile' }),
  start: CountSchema,
  end: CountSchema,
  count: CountSchema,
  blocked: CountSchema,
  busyNs: CountSchema,
  longestNs: CountSchema,
  bytes: CountSchema,
  record: CountSchema,
})
const Lane = Type.Array(CellSchema)
const StretchSchema = Type.Object({ start: CountSchema, end: CountSchema, blocker: oneOf(BLOCKERS) })
const WaitsSchema = Type.Object({
  runs: Type.Array(Type.Array(CountSchema, { minItems: 4, maxItems: 4 }), {
    description: `[bucket, buckets, blocker, ns]; blocker: ${BLOCKERS.join(', ')}, from 0`,
  }),
  ends: Type.Union([
    Type.Object({
      first: StretchSchema,
      last: StretchSchema,
      longest: Type.Union([StretchSchema, Type.Null()]),
    }),
    Type.Null(),
  ]),
})
export const TileSchema = Type.Unsafe<Tile>(
  Type.Object({
    level: Type.Integer(),
    index: CountSchema,
    lanes: Type.Object({
      'copier-up': Lane,
      'copier-down': Lane,
      'log-up': Lane,
      'log-down': Lane,
      hex: Lane,
    }),
    waits: WaitsSchema,
    settled: Type.Boolean({ description: 'false while a later event may still change the tile' }),
  }),
)

export const TileListSchema = Type.Object({
  /** The newest moment recorded, ns since the session's start. */
  untilNs: CountSchema,
  tiles: Type.Array(TileSchema),
})
export type TileList = Static<typeof TileListSchema>
