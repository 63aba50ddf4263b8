import { describe, expect, it } from 'vitest'
import type { StoredSession } from '../core/catalogPort.ts'
import { aSession } from './testRows.ts'
import { CatalogWriter, GATHER_MS, RETRY_MAX_MS, RETRY_MIN_MS } from './writer.ts'

/** A writer over a store that can be told to fail, with timers fired by hand. */
function setup() {
  const timers: { callback: () => void; ms: number }[] = []
  const written: StoredSession[][] = []
  const troubles: (Error | null)[] = []
  const store = { failing: false, takesMs: 0, now: 0 }
  const writer = new CatalogWriter({
    write: (rows) => {
      if (store.failing) return Promise.reject(new Error('disk full'))
      written.push([...rows])
      store.now += store.takesMs
      return Promise.resolve()
    },
    onTrouble: (error) => troubles.push(error),
    now: () => store.now,
    schedule: (callback, ms) => {
      const timer = { callback, ms }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  })
  const fire = async () => {
    timers.shift()?.callback()
    await new Promise(setImmediate)
  }
  return { writer, timers, written, troubles, store, fire }
}

describe('catalog writer', () => {
  it('[CAT10] many changes of a session become one row of one transaction', async () => {
    const { writer, timers, written, fire } = setup()
    const [one, two] = [aSession(), aSession()]
    writer.save(one)
    writer.save(two)
    const newer = { ...one, session: { ...one.session, upstreamBytes: 11 } }
    writer.save(newer)
    expect(timers.map((timer) => timer.ms)).toEqual([GATHER_MS])
    await fire()
    expect(written).toEqual([[newer, two]])
    expect(timers).toEqual([])
  })

  it('[CAT11] a failed write is retried later and later, with the newest state, and reported once', async () => {
    const { writer, timers, written, troubles, store, fire } = setup()
    const one = aSession()
    store.failing = true
    writer.save(one)
    await fire()
    expect(timers.map((timer) => timer.ms)).toEqual([GATHER_MS])
    const newer = { ...one, session: { ...one.session, upstreamBytes: 11 } }
    writer.save(newer)
    for (let ms = RETRY_MIN_MS * 2; ms < RETRY_MAX_MS * 2; ms *= 2) {
      await fire()
      const wanted = Math.max(GATHER_MS, Math.min(ms, RETRY_MAX_MS))
      expect(timers.map((timer) => timer.ms)).toEqual([wanted])
    }
    expect(troubles.map((error) => error?.message)).toEqual(['disk full'])
    store.failing = false
    await fire()
    expect(written).toEqual([[newer]])
    expect(troubles.at(-1)).toBeNull()
    expect(writer.waiting).toBe(0)
  })

  it('[CAT12] two flushes at once both end after the rows are written', async () => {
    const { writer, written } = setup()
    writer.save(aSession())
    const results = await Promise.all([writer.flush(), writer.flush()])
    expect(results).toEqual([true, true])
    expect(written).toHaveLength(1)
  })

  it('[CAT13] after a long write it rests longer, so that writing takes a small part of the time', async () => {
    const { writer, timers, store, fire } = setup()
    store.takesMs = 500
    writer.save(aSession())
    await fire()
    writer.save(aSession())
    expect(timers.map((timer) => timer.ms)).toEqual([2000])
    store.takesMs = 1
    await fire()
    writer.save(aSession())
    expect(timers.map((timer) => timer.ms)).toEqual([GATHER_MS])
  })
})
