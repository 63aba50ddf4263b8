import { expect, test } from 'vitest'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents } from '../live/liveClient.ts'
import { createRates, RateMeter } from './rates.ts'
import { testId, testSession } from './testSession.ts'

const at = (upstreamBytes: number, startedAtMs = 0) => testSession(1, { upstreamBytes, startedAtMs })
const rate = (meter: RateMeter, nowMs: number) => meter.rates(nowMs).get(testId(1)) ?? 0

test('[RATE1] the rate is what came in the last second', () => {
  const meter = new RateMeter()
  meter.sample(at(1000), 10_000)
  meter.sample(at(1500), 10_400)
  meter.sample(at(3000), 10_900)
  expect(rate(meter, 11_000)).toBe(2000)
  expect(rate(meter, 11_500)).toBe(1500)
})

test('[RATE2] a session that stands still has no rate, and its next burst counts whole', () => {
  const meter = new RateMeter()
  meter.sample(at(1000), 10_000)
  meter.sample(at(2000), 10_100)
  expect(rate(meter, 20_000)).toBe(0)
  meter.sample(at(7000), 20_100)
  expect(rate(meter, 20_200)).toBe(5000)
})

test('[RATE3] the first bytes of a new session count; those of an old one that is seen the first time do not', () => {
  const fresh = new RateMeter()
  fresh.sample(at(4000, 9_900), 10_000)
  expect(rate(fresh, 10_050)).toBe(4000)
  const old = new RateMeter()
  old.sample(at(4000, 1_000), 10_000)
  expect(rate(old, 10_050)).toBe(0)
})

test('[RATE4] an ended session is forgotten', () => {
  const meter = new RateMeter()
  meter.sample(at(0), 10_000)
  meter.sample(at(5000), 10_100)
  meter.forget(testId(1))
  expect(meter.rates(10_200).size).toBe(0)
})

test('[RATE5] what was left out may have been the end of a session: after it no session is remembered', () => {
  const events = new Emitter<LiveEvents>()
  const rates = createRates({ events })
  const now = Date.now()
  const session = testSession(1, { state: 'open', upstreamBytes: 4000, startedAtMs: now })
  events.emit('sessions', { type: 'sessions', seq: 1, upserts: [session], removed: [] })
  // The second that runs is not over: all of it is in the minute a second later.
  expect(rates.lastMinute(session.id, now + 2000)).toContain(4000)
  events.emit('resync', { seq: 2 })
  expect(rates.lastMinute(session.id, now + 2000)).toBeUndefined()
  rates.dispose()
})
