import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, seeded, shuffled, slope, spread } from './stats.ts'

const points = (exponent: number) => [1, 10, 100, 1000].map((x) => [x, 7 * x ** exponent] as const)

describe('figures of several rounds', () => {
  it('[BENCH1] the median is in the middle, whatever the order; of two it is their mean', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1])).toBe(2.5)
    expect(median([])).toBeNaN()
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
        const middle = median(values)
        const below = values.filter((value) => value < middle).length
        const above = values.filter((value) => value > middle).length
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2)
      }),
    )
  })

  it('[BENCH2] what was not measured does not count', () => {
    expect(spread([NaN, 2, Infinity, 1])).toEqual({ median: 1.5, lowest: 1, highest: 2, rounds: 2 })
    expect(spread([NaN]).rounds).toBe(0)
  })

  it('[BENCH3] the slope of a power is its exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (exponent) => {
        expect(slope(points(exponent))).toBeCloseTo(exponent, 6)
      }),
    )
    expect(slope([[5, 1]])).toBeNaN()
    expect(slope([...points(0.5), [0, 3], [7, NaN]])).toBeCloseTo(0.5, 6)
  })

  it('[BENCH4] a seed gives the same order again; nobody is lost in it', () => {
    const list = Array.from({ length: 20 }, (_, i) => i)
    const once = shuffled(list, seeded(7))
    expect(shuffled(list, seeded(7))).toEqual(once)
    expect(shuffled(list, seeded(8))).not.toEqual(once)
    expect(once.toSorted((a, b) => a - b)).toEqual(list)
  })
})
