import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nanos } from '../base/index.ts'
import type { Frame, Mark } from '../capture/index.ts'
import {
  BLOCKED_AFTER_NS,
  LANE_IDS,
  MAX_LEVEL,
  TILE_BUCKETS,
  type Tile,
  TileBuilder,
  bucketWidth,
  levelFor,
  mergeTiles,
  spansOf,
  tileAt,
  tileWidth,
} from './index.ts'

const delay = (max: number) => fc.oneof(fc.nat(Math.ceil(max / 50)), fc.nat(max))

/** Frames as a session has them: read times grow; what is not known yet is 0, for some of them. */
function framesWithin(span: number, begin = 1): fc.Arbitrary<Frame[]> {
  const one = fc.record({
    wait: delay(span),
    direction: fc.constantFrom('upstream' as const, 'downstream' as const),
    length: fc.integer({ min: 1, max: 70_000 }),
    taken: fc.option(delay(span), { freq: 8 }),
    logged: delay(span),
    text: fc.option(delay(span), { freq: 8 }),
  })
  return fc.array(one, { maxLength: 40 }).map((steps) => {
    let now = begin
    const offset = { upstream: 0, downstream: 0 }
    const number = { upstream: 0, downstream: 0 }
    return steps.map(({ wait, direction, length, taken, logged, text }): Frame => {
      now += 1 + wait
      const other = direction === 'upstream' ? 'downstream' : 'upstream'
      const frame: Frame = {
        kind: 'frame',
        direction,
        atOnce: taken === 0,
        detail: 0,
        length,
        number: number[direction]++,
        otherNumber: number[other],
        offset: offset[direction],
        otherOffset: offset[other],
        readNs: nanos(now),
        takenNs: nanos(taken === null ? 0 : now + 1 + taken),
        loggedNs: nanos(now + 1 + logged),
        textNs: nanos(text === null ? 0 : now + 2 + logged + text),
      }
      offset[direction] += length
      return frame
    })
  })
}

function tile(level: number, index: number, frames: readonly Frame[]): Tile {
  const builder = new TileBuilder(level, index)
  frames.forEach((frame, record) => builder.add(frame, record))
  return builder.build(true)
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

const allSpans = (frames: readonly Frame[]) =>
  frames.flatMap((frame, record) => spansOf(frame).map((span) => ({ ...span, record })))

const levels = fc.integer({ min: 0, max: 12 })
/** A level, and frames that spread over some ten of its tiles. */
const scene = levels.chain((level) =>
  framesWithin(tileWidth(level) / 4).map((frames) => ({ level, frames, last: lastTile(level, frames) })),
)

function lastTile(level: number, frames: readonly Frame[]): number {
  const times = frames.flatMap((f) => [f.readNs, f.takenNs, f.loggedNs, f.textNs])
  return tileAt(level, Math.max(0, ...times))
}

describe('tiles', () => {
  it('[TILE1] two merged neighbours are the tile that a direct build gives', () => {
    fc.assert(
      fc.property(scene, ({ level, frames, last }) => {
        for (let index = 0; index <= last; index += 2) {
          const merged = mergeTiles(tile(level, index, frames), tile(level, index + 1, frames))
          expect(merged).toEqual(tile(level + 1, index / 2, frames))
        }
      }),
    )
  })

  it('[TILE2] merging is right beyond 2^31 tiles: ten minutes into a session at the finest level', () => {
    const begin = 1_000_000_000_000 // 1000 s
    const frames = fc.sample(framesWithin(100, begin), { seed: 4242, numRuns: 20 })
    for (const some of frames) {
      const index = tileAt(0, begin) - (tileAt(0, begin) % 2)
      expect(mergeTiles(tile(0, index, some), tile(0, index + 1, some))).toEqual(tile(1, index / 2, some))
    }
  })

  it('[TILE3] every span is counted once a level, in the tile in which it starts; sums are conserved', () => {
    fc.assert(
      fc.property(scene, ({ level, frames, last }) => {
        const spans = allSpans(frames)
        const tiles = Array.from({ length: last + 1 }, (_, index) => tile(level, index, frames))
        for (const lane of LANE_IDS) {
          const cells = tiles.flatMap((t) => t.lanes[lane]).filter((cell) => cell.bucket >= 0)
          const own = spans.filter((span) => span.lane === lane)
          expect(sum(cells.map((c) => c.count))).toBe(own.length)
          expect(sum(cells.map((c) => c.bytes))).toBe(sum(own.map((s) => s.length)))
          expect(sum(cells.map((c) => c.blocked))).toBe(own.filter((s) => s.state === 'blocked').length)
          expect(sum(cells.map((c) => c.busyNs))).toBe(
            sum(own.map((s) => (s.end === 0 ? 0 : s.end - s.start))),
          )
        }
      }),
    )
  })

  it('[TILE4] a cell tells the truth about its spans: bounds, longest, first record, still open', () => {
    fc.assert(
      fc.property(scene, ({ level, frames, last }) => {
        const spans = allSpans(frames)
        for (let index = 0; index <= last; index++) {
          const { lanes } = tile(level, index, frames)
          const begin = index * tileWidth(level)
          for (const lane of LANE_IDS) {
            expect(lanes[lane].map((c) => c.bucket)).toEqual(
              lanes[lane].map((c) => c.bucket).toSorted((a, b) => a - b),
            )
            for (const cell of lanes[lane].filter((c) => c.bucket >= 0)) {
              const from = begin + cell.bucket * bucketWidth(level)
              const inside = spans.filter(
                (s) => s.lane === lane && s.start >= from && s.start < from + bucketWidth(level),
              )
              const open = inside.some((s) => s.end === 0)
              expect(cell.count).toBe(inside.length)
              expect(cell.start).toBe(Math.min(...inside.map((s) => s.start)))
              expect(cell.end).toBe(open ? 0 : Math.max(...inside.map((s) => s.end)))
              expect(cell.longestNs).toBe(Math.max(...inside.map((s) => (s.end === 0 ? 0 : s.end - s.start))))
              expect(cell.record).toBe(Math.min(...inside.map((s) => s.record)))
            }
          }
        }
      }),
    )
  })

  it('[TILE5] a span that crosses borders is seen in every tile it reaches into, as begun before', () => {
    fc.assert(
      fc.property(scene, ({ level, frames, last }) => {
        const spans = allSpans(frames)
        for (let index = 1; index <= last; index++) {
          const begin = index * tileWidth(level)
          const { lanes } = tile(level, index, frames)
          for (const lane of LANE_IDS) {
            const before = spans.filter((s) => s.lane === lane && s.start < begin)
            const reaching = before.filter((s) => s.end === 0 || s.end > begin)
            const touching = before.filter((s) => s.end === begin)
            const cell = lanes[lane].find((c) => c.bucket === -1)
            expect(cell?.count ?? 0).toBeGreaterThanOrEqual(reaching.length)
            expect(cell?.count ?? 0).toBeLessThanOrEqual(reaching.length + touching.length)
          }
        }
      }),
    )
  })

  it('[TILE6] a tile holds at most one cell a bucket and lane, however many frames there are', () => {
    const frames = Array.from({ length: 20_000 }, (_, i): Frame => {
      const read = 1 + i * 3
      const times = {
        readNs: nanos(read),
        takenNs: nanos(read + 5),
        loggedNs: nanos(read + 6),
        textNs: nanos(read + 7),
      }
      const place = { number: i, otherNumber: 0, offset: i, otherOffset: 0 }
      return { kind: 'frame', direction: 'upstream', atOnce: true, detail: 0, length: 1, ...place, ...times }
    })
    const { lanes } = tile(8, 0, frames)
    expect(lanes['copier-up']).toHaveLength(Math.ceil((20_000 * 3) / 256))
    for (const lane of LANE_IDS) expect(lanes[lane].length).toBeLessThanOrEqual(TILE_BUCKETS + 1)
  })

  it('[TILE7] marks are no spans', () => {
    const builder = new TileBuilder(10, 0)
    const mark: Mark = {
      kind: 'mark',
      code: 'connected',
      detail: 0,
      direction: 'upstream',
      length: 0,
      number: 0,
      otherNumber: 0,
      offset: 0,
      otherOffset: 0,
      readNs: nanos(5),
    }
    builder.add(mark, 0)
    for (const lane of LANE_IDS) expect(builder.build(false).lanes[lane]).toEqual([])
  })
})

describe('levels', () => {
  it('[TILE8] the level is the coarsest whose buckets are not wider than a pixel', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e12, noNaN: true }), (nsPerPixel) => {
        const level = levelFor(nsPerPixel)
        expect(level).toBeGreaterThanOrEqual(0)
        expect(level).toBeLessThanOrEqual(MAX_LEVEL)
        expect(bucketWidth(level)).toBeLessThanOrEqual(Math.max(1, nsPerPixel))
        expect(level === MAX_LEVEL || bucketWidth(level + 1) > nsPerPixel).toBe(true)
      }),
    )
  })

  it('[TILE9] a moment lies in its tile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_LEVEL }), fc.maxSafeNat(), (level, time) => {
        const index = tileAt(level, time)
        expect(index * tileWidth(level)).toBeLessThanOrEqual(time)
        expect((index + 1) * tileWidth(level)).toBeGreaterThan(time)
      }),
    )
  })
})

describe('spans', () => {
  const base: Frame = {
    kind: 'frame',
    direction: 'downstream',
    atOnce: false,
    detail: 0,
    length: 10,
    number: 0,
    otherNumber: 0,
    offset: 5,
    otherOffset: 0,
    readNs: nanos(1000),
    takenNs: nanos(2000),
    loggedNs: nanos(3000),
    textNs: nanos(4000),
  }

  const stateWhenTaken = (taken: number) => spansOf({ ...base, takenNs: nanos(taken) })[0]!.state

  it('[SPAN1] a frame occupies three lanes: copier, binary log and hex log of its direction', () => {
    expect(spansOf(base).map(({ lane, state, start, end }) => [lane, state, start, end])).toEqual([
      ['copier-down', 'writing', 1000, 2000],
      ['log-down', 'logging', 1000, 3000],
      ['hex', 'logging', 3000, 4000],
    ])
    expect(spansOf({ ...base, direction: 'upstream' }).map((s) => s.lane)).toEqual([
      'copier-up',
      'log-up',
      'hex',
    ])
  })

  it('[SPAN2] a write the peer took too long for, or has not taken yet, is blocked', () => {
    expect(stateWhenTaken(1000 + BLOCKED_AFTER_NS)).toBe('writing')
    expect(stateWhenTaken(1001 + BLOCKED_AFTER_NS)).toBe('blocked')
    expect(stateWhenTaken(0)).toBe('blocked')
  })

  it('[SPAN3] text that is not written yet has no span', () => {
    expect(spansOf({ ...base, textNs: nanos(0) }).map((s) => s.lane)).toEqual(['copier-down', 'log-down'])
  })
})
