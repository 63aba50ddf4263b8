import { describe, expect, it } from 'vitest'
import { interleave } from './rounds.ts'
import { seeded } from './stats.ts'

const plan = {
  rounds: 3,
  contestants: [{ name: 'a' }, { name: 'b' }],
  tests: [{ title: 't' }],
  random: seeded(1),
  onFailure: (_: unknown, __: unknown, error: unknown) => {
    throw error
  },
}

describe('rounds', () => {
  it('[BENCH23] everybody takes part in every round, after one to warm up', async () => {
    const samples = await interleave({ ...plan, measure: async ({ name }, _, round) => ({ [name]: round }) })
    expect(samples.map(({ round }) => round)).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    for (const { name, round, values } of samples) expect(values).toEqual({ [name]: round })
  })

  it('[BENCH24] when the time is over one round that counts is made all the same, and it is said', async () => {
    const said: number[] = []
    const samples = await interleave({
      ...plan,
      budgetSeconds: 0,
      onCut: (rounds) => said.push(rounds),
      measure: async () => ({ x: 1 }),
    })
    expect(samples.map(({ round }) => round)).toEqual([0, 0, 1, 1])
    expect(said).toEqual([1])
  })

  it('[BENCH25] a measurement that does not end has failed, and the others go on', async () => {
    const failed: string[] = []
    const samples = await interleave({
      ...plan,
      rounds: 1,
      longestSeconds: 0.01,
      measure: ({ name }) => (name === 'a' ? new Promise(() => {}) : Promise.resolve({ x: 1 })),
      onFailure: ({ name }, _, error) => failed.push(`${name}: ${String(error)}`),
    })
    expect(samples.map(({ name }) => name)).toEqual(['b', 'b'])
    expect(failed).toHaveLength(2)
    expect(failed[0]).toContain('a: Error: waited 10 ms in vain: a measurement to end')
  })
})
