import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IndexRecord } from '@tcpscope/shared/capture'
import { Attribution, BLOCKERS, WaitJoiner } from '@tcpscope/shared/trace'
import { areaOf } from './area.ts'
import { FACTS, makeIndex, source, step } from './testIndex.ts'
import { TileStore } from './tileStore.ts'

function newest(records: readonly IndexRecord[]): number {
  return Math.max(
    0,
    ...records.map((one) => (one.kind === 'frame' ? Math.max(one.readNs, one.takenNs) : one.readNs)),
  )
}

/** The same from all records, one after the other. */
function bruteForce(records: readonly IndexRecord[], start: number, end: number) {
  const inside = records.filter((one) => one.kind === 'frame' && one.readNs >= start && one.readNs < end)
  const of = (direction: string) => {
    const own = inside.filter((one) => one.direction === direction)
    return { bytes: own.reduce((sum, one) => sum + one.length, 0), frames: own.length }
  }
  const waits = Object.fromEntries(BLOCKERS.map((blocker) => [blocker, 0]))
  const joiner = new WaitJoiner()
  const attribution = new Attribution(start, end, (from, to, blocker) => {
    waits[blocker]! += to - from
    joiner.add({ start: from, end: to, blocker })
  })
  records.forEach((record, number) => attribution.add(record, number))
  attribution.end(newest(records))
  const gaps = inside.slice(1).map((one, i) => one.readNs - inside[i]!.readNs)
  return {
    traffic: { upstream: of('upstream'), downstream: of('downstream') },
    waits: { waits, longest: joiner.ends?.longest ?? null },
    gaps: gaps.toSorted((a, b) => a - b),
  }
}

describe('an area of the timeline', () => {
  it('[AREA1] has the numbers of its records, wherever it begins and ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.nat(60_000),
        fc.integer({ min: 1, max: 60_000 }),
        async (steps, start, length) => {
          const records = makeIndex(steps)
          const end = start + length
          const { upstream, downstream, waits, longest, gaps } = await areaOf(
            FACTS,
            source(records),
            new TileStore(),
            { start, end },
          )
          const whole = bruteForce(records, start, end)
          expect({ upstream, downstream }).toEqual(whole.traffic)
          expect({ waits, longest }).toEqual(whole.waits)
          expect([gaps.count, gaps.max, gaps.sampled]).toEqual([
            whole.gaps.length,
            whole.gaps.at(-1) ?? 0,
            false,
          ])
          expect(gaps.p50).toBe(whole.gaps[Math.floor(whole.gaps.length / 2)] ?? 0)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('[AREA2] of a long session is exact in its sums, says that gaps are sampled, and reads little the second time', async () => {
    const records = makeIndex(
      Array.from({ length: 60_000 }, (_, i) => ({
        direction: i % 3 === 0 ? ('upstream' as const) : ('downstream' as const),
        gap: i === 30_000 ? 5_000_000 : 900 + (i % 7),
        take: 20 + (i % 100),
        log: 50 + (i % 3),
        text: 100,
      })),
    )
    const store = new TileStore()
    const index = source(records)
    const [start, end] = [1_234_567, 48_765_432]
    const first = await areaOf(FACTS, index, store, { start, end })
    const whole = bruteForce(records, start, end)
    expect({ upstream: first.upstream, downstream: first.downstream }).toEqual(whole.traffic)
    expect({ waits: first.waits, longest: first.longest }).toEqual(whole.waits)
    expect(first.longest!.end - first.longest!.start).toBeGreaterThan(4_900_000)
    expect(first.gaps.sampled).toBe(true)
    expect(first.gaps.count).toBeLessThan(20_000)
    expect(first.gaps.p50).toBeGreaterThan(890)
    expect(first.gaps.p99).toBeLessThan(920)
    const read = index.reads()
    await areaOf(FACTS, index, store, { start: start + 1, end })
    expect(index.reads() - read).toBeLessThan(read / 1.5)
  })

  it('[AREA3] a session without records has none', async () => {
    const area = await areaOf(FACTS, source([]), new TileStore(), { start: 0, end: 1e9 })
    expect(area).toMatchObject({
      upstream: { bytes: 0, frames: 0 },
      longest: null,
      gaps: { count: 0, p50: 0 },
    })
    expect(Object.values(area.waits).every((ns) => ns === 0)).toBe(true)
  })
})
