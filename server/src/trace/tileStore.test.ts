import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { IndexRecord } from '@tcpscope/shared/capture'
import { LANE_IDS, type Tile, TileBuilder, tileWidth, totalWaits } from '@tcpscope/shared/trace'
import { FACTS, makeIndex, source, step } from './testIndex.ts'
import { TileStore } from './tileStore.ts'

function bruteForce(records: readonly IndexRecord[], level: number, index: number): Tile {
  const builder = new TileBuilder(level, index)
  for (const [i, record] of records.entries()) builder.add(record, i)
  const times = records.flatMap((one) => [one.readNs, one.kind === 'frame' ? one.takenNs : 0])
  return builder.build(false, Math.max(0, ...times))
}

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
