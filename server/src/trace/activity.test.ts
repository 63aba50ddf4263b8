import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Direction } from '@tcpscope/shared/base'
import { activityOf } from './activity.ts'
import { makeIndex, source, step } from './testIndex.ts'

describe('bytes a column of time', () => {
  it('[ACT1] every frame is counted in the column it was read in, wherever the columns begin and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.uniqueArray(fc.nat(120_000), { minLength: 1, maxLength: 12 }),
        async (steps, moments) => {
          const records = makeIndex(steps)
          const edges = moments.toSorted((a, b) => a - b)
          const brute = (direction: Direction) =>
            edges
              .slice(1)
              .map((end, i) =>
                records
                  .filter((one) => one.direction === direction && one.readNs >= edges[i]! && one.readNs < end)
                  .reduce((sum, { length }) => sum + length, 0),
              )
          expect(await activityOf(source(records), edges)).toEqual({
            upstream: brute('upstream'),
            downstream: brute('downstream'),
          })
        },
      ),
    )
  })

  it('[ACT2] a long index is not read for a few columns', async () => {
    const steps = Array.from({ length: 200_000 }, (_, i) => {
      const direction = i % 3 === 0 ? ('upstream' as const) : ('downstream' as const)
      return { direction, gap: 99, take: 1, log: 1, text: 1 }
    })
    const records = makeIndex(steps)
    const index = source(records)
    const end = records.at(-1)!.readNs + 1
    const edges = Array.from({ length: 11 }, (_, i) => Math.floor((i * end) / 10))
    const { upstream, downstream } = await activityOf(index, edges)
    expect([...upstream, ...downstream].reduce((sum, one) => sum + one, 0)).toBe(2_000_000)
    expect(downstream.every((bytes) => bytes > 130_000 && bytes < 137_000)).toBe(true)
    expect(index.reads()).toBeLessThan(15_000)
  })

  it('[ACT3] without records nothing has passed', async () => {
    expect(await activityOf(source([]), [0, 5, 9])).toEqual({ upstream: [0, 0], downstream: [0, 0] })
  })
})
