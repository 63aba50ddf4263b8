import { type Static, Type } from 'typebox'
import { type Blocker, BLOCKERS, MAX_LEVEL, type Tile } from '../trace/index.ts'
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

/** A part of the timeline: [start, end), ns since the session's start. */
export const AreaQuerySchema = Type.Object(
  { start: CountSchema, end: CountSchema },
  { additionalProperties: false },
)
export type AreaQuery = Static<typeof AreaQuerySchema>

const TrafficSchema = Type.Object({ bytes: CountSchema, frames: CountSchema })

/** What happened in a part of the timeline, in numbers. Times are ns. */
export const AreaSchema = Type.Object({
  start: CountSchema,
  end: CountSchema,
  /** What was read in this time. */
  upstream: TrafficSchema,
  downstream: TrafficSchema,
  /** How long each of them was waited for, up to the newest record. */
  waits: Type.Unsafe<Record<Blocker, number>>(
    Type.Object(Object.fromEntries(BLOCKERS.map((blocker) => [blocker, CountSchema]))),
  ),
  /** The longest stretch of one blocker that is not tcpscope itself. */
  longest: Type.Union([StretchSchema, Type.Null()]),
  /** From one frame to the next, whichever way they went. */
  gaps: Type.Object({
    sampled: Type.Boolean({
      description: 'there are many: the numbers are those of a sample spread over the time',
    }),
    count: Type.Integer({ minimum: 0, description: 'gaps that were looked at' }),
    p50: CountSchema,
    p90: CountSchema,
    p99: CountSchema,
    max: CountSchema,
  }),
})
export type Area = Static<typeof AreaSchema>

export const TileListSchema = Type.Object({
  /** The newest moment recorded, ns since the session's start. */
  untilNs: CountSchema,
  tiles: Type.Array(TileSchema),
})
export type TileList = Static<typeof TileListSchema>
