import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { RECORD_SIZE, RECORD_TAKEN_AT, RECORD_TEXT_AT } from '@tcpscope/shared/capture'
import { Delta, MAX_DIRTY } from './delta.ts'
import { KeyedQueue } from './keyedQueue.ts'
import { LookBack, MAX_PENDING } from './lookBack.ts'
import { RateMeter } from './rateMeter.ts'
import { settle } from './testkit/handClock.ts'

/** Raw frame records; those in `known` have all their times. */
function records(count: number, known: (record: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(count * RECORD_SIZE)
  for (let n = 0; n < count; n++) {
    bytes[n * RECORD_SIZE] = 1
    if (!known(n)) continue
    bytes[n * RECORD_SIZE + RECORD_TAKEN_AT] = 1
    bytes[n * RECORD_SIZE + RECORD_TEXT_AT] = 1
  }
  return bytes
}

describe('parts of the live room', () => {
  it('[RATE1] the rate is what came in over the last second, whatever the gaps', () => {
    const meter = new RateMeter()
    expect(meter.rate(0)).toBe(0)
    meter.add(10, 100)
    meter.add(950, 50)
    expect(meter.rate(999)).toBe(150)
    expect(meter.rate(1_050)).toBe(50)
    expect(meter.rate(2_000)).toBe(0)
    meter.add(1e9, 7)
    expect(meter.rate(1e9 + 500)).toBe(7)
    expect(meter.rate(1e9 + 1e6)).toBe(0)
  })

  it('[DELTA1] keeps the newest state by id, oldest change first, and gives it out in pieces', () => {
    const delta = new Delta<string, number>()
    delta.upsert('a', 1)
    delta.upsert('b', 2)
    delta.upsert('a', 3)
    delta.remove('c')
    expect(delta.take(2)).toEqual({ upserts: [3, 2], removed: [] })
    expect(delta.take(2)).toEqual({ upserts: [], removed: ['c'] })
    expect(delta.isEmpty).toBe(true)
  })

  it('[DELTA2] beyond the bound everything is thrown away, once, until that was told', () => {
    const delta = new Delta<string, number>()
    for (let n = 0; n < MAX_DIRTY; n++) delta.upsert(`${n}`, n)
    delta.upsert('0', -1)
    expect(delta.hasOverflow).toBe(false)
    delta.upsert('one more', 1)
    delta.upsert('and one', 1)
    expect([delta.isEmpty, delta.hasOverflow]).toEqual([true, true])
    expect([delta.takeOverflow(), delta.takeOverflow()]).toEqual([true, false])
    delta.upsert('again', 1)
    expect(delta.take(9)).toEqual({ upserts: [1], removed: [] })
  })

  it('[BACK1] records that became known come as runs; the others stay pending', async () => {
    const look = new LookBack(true)
    look.note(
      100,
      records(10, (n) => n === 0),
    )
    expect(look.size).toBe(9)
    const known = new Set([1, 2, 5])
    const read = (from: number, count: number) => {
      const all = records(10, (n) => n === 0 || known.has(n))
      return Promise.resolve(all.subarray((from - 100) * RECORD_SIZE, (from - 100 + count) * RECORD_SIZE))
    }
    const runs = await look.find(read)
    expect(runs.map(({ from, payload }) => [from, payload.byteLength / RECORD_SIZE])).toEqual([
      [101, 2],
      [105, 1],
    ])
    expect(look.size).toBe(6)
    expect(await look.find(read)).toEqual([])
  })

  it('[BACK2] what is watched is bounded, and a session without text does not wait for it', () => {
    const look = new LookBack(true)
    look.note(
      0,
      records(MAX_PENDING + 50, () => false),
    )
    expect(look.size).toBe(MAX_PENDING)
    const silent = new LookBack(false)
    const bytes = records(1, () => false)
    bytes[RECORD_TAKEN_AT] = 1
    silent.note(0, bytes)
    expect(silent.size).toBe(0)
  })

  it('[QUEUE1] tasks of a key wait for each other, also for failed ones; other keys do not', async () => {
    const queue = new KeyedQueue<string>()
    const order: string[] = []
    const gate = new EventEmitter()
    const first = queue.run('a', async () => {
      await once(gate, 'open')
      order.push('first')
      throw new Error('failed')
    })
    const second = queue.run('a', async () => void order.push('second'))
    await queue.run('b', async () => void order.push('other'))
    await settle()
    expect(order).toEqual(['other'])
    gate.emit('open')
    await expect(first).rejects.toThrow('failed')
    await second
    expect(order).toEqual(['other', 'first', 'second'])
  })
})
