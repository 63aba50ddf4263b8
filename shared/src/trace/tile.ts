import { type Nanos, nanos } from '../base/index.ts'
import type { IndexRecord } from '../capture/index.ts'
import { Attribution } from './attribution.ts'
import { LANE_IDS, type LaneId, spansOf } from './lanes.ts'
import { mergeWaits, type TileWaits, WaitBuilder } from './waits.ts'

/**
 * Timeline tiles: the spans of a session at a resolution. At level k a bucket is 2^k ns wide and a tile holds
 * TILE_BUCKETS of them; tile i of level k covers [i, i+1) * TILE_BUCKETS * 2^k ns. Every span is counted in the
 * bucket in which it starts; those that began before the tile and reach into it share bucket -1. So a drawing
 * never needs more than one shape a bucket and lane, however many frames there were.
 */
export const TILE_BUCKETS = 256
/** 0 (a bucket is 1 ns) .. 44 (a bucket is 4.9 h). */
export const MAX_LEVEL = 44

/** Summary of the spans of one lane that start in one bucket. */
export interface Cell {
  /** 0..TILE_BUCKETS-1, or -1: began before the tile */
  readonly bucket: number
  /** Earliest start and latest end, ns since the session's start; `end` is 0 while one of them still lasts. */
  readonly start: Nanos
  readonly end: Nanos
  /** How many spans, and how many of them were blocked. */
  readonly count: number
  readonly blocked: number
  /** Sum and longest, ns, of the spans that have ended. */
  readonly busyNs: number
  readonly longestNs: number
  readonly bytes: number
  /** The frame index record of the first span: where a click leads. */
  readonly record: number
}

export interface Tile {
  readonly level: number
  readonly index: number
  readonly lanes: Readonly<Record<LaneId, readonly Cell[]>>
  /** Whom the session waited for: every moment up to the newest record is in it once. */
  readonly waits: TileWaits
  /** False while a later event may still change it. */
  readonly settled: boolean
}

export function bucketWidth(level: number): number {
  return 2 ** level
}

export function tileWidth(level: number): number {
  return TILE_BUCKETS * 2 ** level
}

export function tileAt(level: number, time: number): number {
  return Math.floor(time / tileWidth(level))
}

/** The coarsest level whose buckets are not wider than `nsPerPixel`. */
export function levelFor(nsPerPixel: number): number {
  return Math.min(MAX_LEVEL, Math.max(0, Math.floor(Math.log2(Math.max(1, nsPerPixel)))))
}

interface OpenCell {
  bucket: number
  start: number
  end: number
  open: boolean
  count: number
  blocked: number
  busyNs: number
  longestNs: number
  bytes: number
  record: number
}

/** Adds up spans into the cells of one tile, and what was waited for. */
export class TileBuilder {
  readonly #start: number
  readonly #end: number
  readonly #width: number
  readonly #lanes = new Map<LaneId, Map<number, OpenCell>>(LANE_IDS.map((id) => [id, new Map()]))
  readonly #waits: WaitBuilder
  readonly #attribution: Attribution

  readonly level: number
  readonly index: number

  constructor(level: number, index: number) {
    this.level = level
    this.index = index
    this.#start = index * tileWidth(level)
    this.#end = this.#start + tileWidth(level)
    this.#width = bucketWidth(level)
    this.#waits = new WaitBuilder(this.#start, this.#width, TILE_BUCKETS)
    this.#attribution = new Attribution(this.#start, this.#end, (start, end, blocker) =>
      this.#waits.put(start, end, blocker),
    )
  }

  /**
   * Records in the order of the index: those before the tile that reach into it, its own, and the one behind it.
   * @param number the record's place in the frame index, from 0
   */
  add(record: IndexRecord, number: number): void {
    this.#attribution.add(record, number)
    if (record.kind !== 'frame') return
    for (const span of spansOf(record)) {
      if (span.start >= this.#end || (span.end !== 0 && span.end < this.#start)) continue
      const bucket = span.start < this.#start ? -1 : Math.floor((span.start - this.#start) / this.#width)
      const lane = this.#lanes.get(span.lane)!
      let cell = lane.get(bucket)
      if (!cell) {
        cell = {
          bucket,
          start: span.start,
          end: 0,
          open: false,
          count: 0,
          blocked: 0,
          busyNs: 0,
          longestNs: 0,
          bytes: 0,
          record: number,
        }
        lane.set(bucket, cell)
      }
      const busy = span.end === 0 ? 0 : span.end - span.start
      cell.start = Math.min(cell.start, span.start)
      cell.end = Math.max(cell.end, span.end)
      cell.open ||= span.end === 0
      cell.count++
      if (span.state === 'blocked') cell.blocked++
      cell.busyNs += busy
      cell.longestNs = Math.max(cell.longestNs, busy)
      cell.bytes += span.length
    }
  }

  /** @param untilNs what is waited for is known up to this moment, when no record comes after the tile */
  build(settled: boolean, untilNs = 0): Tile {
    this.#attribution.end(untilNs)
    const lanes = {} as Record<LaneId, Cell[]>
    for (const [id, cells] of this.#lanes) {
      lanes[id] = [...cells.values()]
        .toSorted((a, b) => a.bucket - b.bucket)
        .map(({ open, start, end, ...rest }) => ({
          ...rest,
          start: nanos(start),
          end: nanos(open ? 0 : end),
        }))
    }
    return { level: this.level, index: this.index, lanes, waits: this.#waits.build(), settled }
  }
}

/** The tile that two neighbours of the finer level make: the same cells, two buckets joined into one. */
export function mergeTiles(left: Tile, right: Tile): Tile {
  const lanes = {} as Record<LaneId, Cell[]>
  const halves = [
    { tile: left, shift: 0 },
    { tile: right, shift: TILE_BUCKETS / 2 },
  ]
  for (const id of LANE_IDS) {
    const joined = new Map<number, Cell>()
    for (const { tile, shift } of halves) {
      for (const cell of tile.lanes[id]) {
        // What reaches into the right half from before it was counted where it starts: in the left half, or
        // in the left half's bucket -1.
        if (tile === right && cell.bucket === -1) continue
        const bucket = cell.bucket === -1 ? -1 : (cell.bucket >> 1) + shift
        const other = joined.get(bucket)
        joined.set(bucket, other ? joinCells(other, cell, bucket) : { ...cell, bucket })
      }
    }
    lanes[id] = [...joined.values()]
  }
  // Not `>> 1`: at the finest levels tile numbers pass 2^31 within minutes.
  const index = Math.floor(left.index / 2)
  const level = left.level + 1
  const waits = mergeWaits(left.waits, right.waits, TILE_BUCKETS, bucketWidth(level))
  return { level, index, lanes, waits, settled: left.settled && right.settled }
}

function joinCells(a: Cell, b: Cell, bucket: number): Cell {
  return {
    bucket,
    start: nanos(Math.min(a.start, b.start)),
    end: nanos(a.end === 0 || b.end === 0 ? 0 : Math.max(a.end, b.end)),
    count: a.count + b.count,
    blocked: a.blocked + b.blocked,
    busyNs: a.busyNs + b.busyNs,
    longestNs: Math.max(a.longestNs, b.longestNs),
    bytes: a.bytes + b.bytes,
    record: Math.min(a.record, b.record),
  }
}
