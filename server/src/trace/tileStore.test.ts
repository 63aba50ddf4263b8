import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { type Direction, type ListenerId, nanos, type SessionId } from '@tcpscope/shared/base'
import {
  encodeRecord,
  type Frame,
  type IndexRecord,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import { LANE_IDS, type Tile, TileBuilder, tileWidth, totalWaits } from '@tcpscope/shared/trace'
import { TileStore } from './tileStore.ts'

const FACTS = {
  id: '019a0000-0000-7000-8000-000000000003' as SessionId,
  listenerId: '' as ListenerId,
  hexLog: 'live',
} as SessionFacts

function source(records: readonly IndexRecord[]) {
  const bytes = new Uint8Array(records.length * RECORD_SIZE)
  const view = new DataView(bytes.buffer)
  for (const [i, record] of records.entries()) encodeRecord(view, i * RECORD_SIZE, record)
  let reads = 0
  return {
    reads: () => reads,
    state: () => Promise.resolve({ records: records.length }),
    read(from: number, count: number) {
      reads += count
      return Promise.resolve(bytes.subarray(from * RECORD_SIZE, (from + count) * RECORD_SIZE))
    },
  }
}

/** An index as the recorder writes it: times in order, takes in order within a direction. */
function makeIndex(
  steps: { direction: Direction; gap: number; take: number; log: number; text: number }[],
): Frame[] {
  let time = 1
  let logged = 1
  let texted = 1
  const taken = { upstream: 1, downstream: 1 }
  const bytes = { upstream: 0, downstream: 0 }
  const frames = { upstream: 0, downstream: 0 }
  return steps.map(({ direction, gap, take, log, text }) => {
    time += gap + 1
    logged = Math.max(logged, time + log)
    texted = Math.max(texted, logged + text)
    taken[direction] = Math.max(taken[direction] + 1, time + take)
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    const frame: Frame = {
      kind: 'frame',
      direction,
      atOnce: false,
      detail: text % 4,
      length: 10,
      number: frames[direction],
      otherNumber: frames[other],
      offset: bytes[direction],
      otherOffset: bytes[other],
      readNs: nanos(time),
      takenNs: nanos(taken[direction]),
      loggedNs: nanos(logged),
      textNs: nanos(texted),
    }
    frames[direction]++
    bytes[direction] += 10
    return frame
  })
}

function bruteForce(records: readonly IndexRecord[], level: number, index: number): Tile {
  const builder = new TileBuilder(level, index)
  for (const [i, record] of records.entries()) builder.add(record, i)
  const times = records.flatMap((one) => [one.readNs, one.kind === 'frame' ? one.takenNs : 0])
  return builder.build(false, Math.max(0, ...times))
}

const step = fc.record({
  direction: fc.constantFrom<Direction>('upstream', 'downstream'),
  gap: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5000 })),
  take: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20_000 })),
  log: fc.integer({ min: 0, max: 300 }),
  text: fc.integer({ min: 0, max: 3000 }),
})

describe('timeline tiles', () => {
  it('[TILE1] a tile found by halving is the tile that all records make', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 8 }),
        async (steps, level) => {
          const frames = makeIndex(steps)
          const last = Math.floor(frames.at(-1)!.readNs / tileWidth(level))
          const first = Math.max(0, last - 3)
          const { tiles } = await new TileStore().list(FACTS, source(frames), { level, first, last })
          for (const [i, tile] of tiles.entries()) {
            const whole = bruteForce(frames, level, first + i)
            expect(tile.lanes).toEqual(whole.lanes)
            expect(tile.waits).toEqual(whole.waits)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('[TILE2] a long session is put together from finer tiles, and only its end is read again', async () => {
    const frames = makeIndex(
      Array.from({ length: 60_000 }, (_, i) => ({
        direction: i % 3 === 0 ? ('upstream' as const) : ('downstream' as const),
        gap: 900,
        take: 20,
        log: 50,
        text: 100,
      })),
    )
    const store = new TileStore()
    const level = 18
    const before = source(frames.slice(0, 59_000))
    await store.list(FACTS, before, { level, first: 0, last: 0 })
    const after = source(frames)
    const { tiles, untilNs } = await store.list(FACTS, after, { level, first: 0, last: 0 })
    expect(after.reads()).toBeLessThan(before.reads() / 2)
    expect(untilNs).toBe(frames.at(-1)!.textNs)
    const whole = bruteForce(frames, level, 0)
    for (const lane of LANE_IDS) {
      const count = (tile: Tile): number => tile.lanes[lane].reduce((sum, cell) => sum + cell.count, 0)
      expect(count(tiles[0]!)).toBe(count(whole))
    }
    expect(tiles[0]!.waits).toEqual(whole.waits)
    expect(totalWaits(whole.waits.runs).reduce((sum, ns) => sum + ns)).toBe(frames.at(-1)!.takenNs)
  })

  it('[TILE3] a write that is blocked for long reaches into every tile until the peer takes it', async () => {
    const frames = makeIndex(
      Array.from({ length: 50_000 }, (_, i) => ({
        direction: i === 5 ? ('upstream' as const) : ('downstream' as const),
        gap: 1000,
        take: i === 5 ? 1e12 : 10,
        log: 10,
        text: 10,
      })),
    )
    const level = 12
    const index = Math.floor(30_000_000 / tileWidth(level))
    const { tiles } = await new TileStore().list(FACTS, source(frames), { level, first: index, last: index })
    expect(tiles[0]!.lanes['copier-up']).toMatchObject([{ bucket: -1, record: 5, blocked: 1 }])
  })
})
