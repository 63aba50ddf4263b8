import { describe, expect, it } from 'vitest'
import { WantedFetches } from './wantedFetches.ts'

/** Fetches whose ends are decided by hand. */
function held() {
  const begun: { key: string; signal: AbortSignal; done: () => void; fail: (why: string) => void }[] = []
  const known = new Set<string>()
  let settled = 0
  const fetches = new WantedFetches<string, number>(
    (key, _, signal) => {
      if (known.has(key)) return undefined
      return new Promise((resolve, reject) => {
        const done = () => {
          known.add(key)
          resolve()
        }
        begun.push({ key, signal, done, fail: (why) => reject(new Error(why)) })
      })
    },
    () => settled++,
  )
  return { fetches, begun, keys: () => begun.map(({ key }) => key), settledTimes: () => settled }
}

const wants = (...keys: string[]) => new Map(keys.map((key, i) => [key, i]))
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('wanted fetches', () => {
  it('[WANT1] no more than four at a time, each once, the next when one has ended', async () => {
    const { fetches, begun, keys, settledTimes } = held()
    const one = fetches.open()
    const two = fetches.open()
    one.want(wants('a', 'b', 'c', 'd', 'e', 'f'))
    two.want(wants('a', 'f'))
    expect(keys()).toEqual(['a', 'b', 'c', 'd'])
    begun[1].done()
    await turn()
    expect(keys()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(settledTimes()).toBe(1)
    expect(begun.every(({ signal }) => !signal.aborted)).toBe(true)
  })

  it('[WANT2] what one view gives up goes on while another wants it; what nobody wants ends', async () => {
    const { fetches, begun, keys, settledTimes } = held()
    const one = fetches.open()
    const two = fetches.open()
    one.want(wants('a', 'b'))
    two.want(wants('b'))
    one.close()
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false])
    // Its end comes too late to matter, and it may be asked for anew.
    begun[0].fail('gone')
    await turn()
    expect([fetches.errorOf('a'), settledTimes()]).toEqual([null, 0])
    two.want(wants('a', 'b'))
    expect(keys()).toEqual(['a', 'b', 'a'])
  })

  it('[WANT3] an error stays with its key until it is tried again, or no longer wanted', async () => {
    const { fetches, begun, keys } = held()
    const reader = fetches.open()
    reader.want(wants('a', 'b'))
    begun[0].fail('The server is gone.')
    await turn()
    expect([fetches.errorOf('a'), fetches.errorOf('b'), fetches.error]).toEqual([
      'The server is gone.',
      null,
      'The server is gone.',
    ])
    reader.want(wants('a', 'b'))
    expect(keys()).toEqual(['a', 'b'])
    expect(fetches.retry()).toBe(true)
    expect(keys()).toEqual(['a', 'b', 'a'])
    begun[2].fail('Still gone.')
    await turn()
    reader.want(wants('b'))
    expect(fetches.error).toBeNull()
    expect(fetches.retry()).toBe(false)
  })

  it('[WANT4] errors do not hold up the others', async () => {
    const { fetches, begun, keys } = held()
    fetches.open().want(wants('a', 'b', 'c', 'd', 'e'))
    for (const { fail } of begun.slice(0, 4)) fail('no')
    await turn()
    expect(keys()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
