import { expect, it } from 'vitest'
import { WantedCache } from './wantedCache.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A source whose answers the test gives. */
function setUp(max = 10) {
  const asked: { key: string; signal: AbortSignal; settle: (value: { of: string } | Error) => void }[] = []
  const cache = new WantedCache(
    (key: string) => key,
    (key, signal) =>
      new Promise<{ of: string }>((resolve, reject) => {
        const settle = (value: { of: string } | Error) =>
          value instanceof Error ? reject(value) : resolve(value)
        asked.push({ key, signal, settle })
      }),
    max,
  )
  return { asked, cache }
}

it('[WANT1] fetches four at a time in the order wanted, each once, and remembers what cannot be had', async () => {
  const { asked, cache } = setUp()
  let told = 0
  cache.changes.subscribe(() => told++)
  cache.want(['a', 'b', 'c', 'd', 'e'])
  cache.want(['a', 'b', 'c', 'd', 'e'])
  expect(asked.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd'])
  asked[0]?.settle({ of: 'a' })
  asked[1]?.settle(new Error('gone'))
  await turn()
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([{ of: 'a' }, null, undefined])
  expect(asked.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(told).toBe(2)
  cache.want(['a', 'b'])
  await turn()
  expect(asked).toHaveLength(5)
})

it('[WANT2] what went out of view is given up, and fetched anew when it comes back; no more than so many are kept', async () => {
  const { asked, cache } = setUp(2)
  cache.want(['a'])
  cache.want(['b'])
  expect(asked[0]?.signal.aborted).toBe(true)
  asked[0]?.settle({ of: 'late' })
  asked[1]?.settle({ of: 'b' })
  await turn()
  expect(cache.get('a')).toBeUndefined()
  cache.want(['a', 'c'])
  asked[2]?.settle({ of: 'a' })
  asked[3]?.settle({ of: 'c' })
  await turn()
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([{ of: 'a' }, undefined, { of: 'c' }])
})
