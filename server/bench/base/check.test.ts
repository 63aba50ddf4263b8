import { describe, expect, it } from 'vitest'
import { type Check, figure, met, ratio } from './check.ts'
import type { Sample } from './rounds.ts'

const sample = (name: string, round: number, rate: number): Sample => ({
  name,
  test: 'bulk',
  round,
  values: { rate },
  foreign: 0,
})
const asked = { row: 'P1', what: 'w', test: 'bulk', metric: 'rate', of: 'ours', to: 'theirs' } as const

const at = (is: '>=' | '<=', value: number): Check => figure('P1', 'w', { is, value: 2, unit: '' }, [value])

describe('goals', () => {
  it('[BENCH9] a ratio is taken within a round; the warm-up does not count', () => {
    const samples = [
      sample('ours', 0, 1),
      sample('theirs', 0, 1000),
      ...[1, 2, 3].flatMap((round) => [
        sample('ours', round, 90 * round),
        sample('theirs', round, 100 * round),
      ]),
    ]
    const { got } = ratio(samples, { ...asked, is: '>=', value: 0.9 })
    expect(got).toEqual({ median: 0.9, lowest: 0.9, highest: 0.9, rounds: 3 })
  })

  it('[BENCH10] a round that one of the two has not finished does not count; without any the check is open', () => {
    const samples = [sample('ours', 1, 50), sample('ours', 2, 80), sample('theirs', 2, 100)]
    expect(ratio(samples, { ...asked, is: '>=', value: 0.9 }).got).toMatchObject({ median: 0.8, rounds: 1 })
    const open = ratio([sample('ours', 1, 50)], { ...asked, is: '>=', value: 0.9 })
    expect(met(open)).toBeNull()
    expect(open.missing).toContain('theirs')
  })

  it('[BENCH11] a goal is met at its very value, from either side', () => {
    expect([1.99, 2, 2.01].map((value) => met(at('>=', value)))).toEqual([false, true, true])
    expect([1.99, 2, 2.01].map((value) => met(at('<=', value)))).toEqual([true, true, false])
  })
})
