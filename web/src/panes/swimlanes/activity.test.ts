import { describe, expect, it } from 'vitest'
import { type ActivityList, spanOf } from '@tcpscope/shared/api'
import { testId, testSession } from '../../stores/testSession.ts'
import { activityMap, activityQuery, activityWords, drawActivity } from './activity.ts'
import { type Clock, layBars } from './bars.ts'

const ORIGIN = new Date(2026, 10, 21, 14, 0, 0).getTime()
const clock: Clock = { view: { start: 0, end: 100e9 }, width: 1000, originMs: ORIGIN, nowMs: ORIGIN + 90_000 }

const span = (number: number, startMs: number, bytes: number) =>
  spanOf(testSession(number, { startedAtMs: ORIGIN + startMs, upstreamBytes: bytes }))
const list = (change: Partial<ActivityList>): ActivityList => ({
  from: ORIGIN,
  to: ORIGIN + 100_000,
  bins: 100,
  sessions: [],
  ...change,
})
const moved = { id: testId(1), first: 10, upstream: [0, 99, 99, 0], downstream: [0, 0, 9_999, 0] }

describe('bytes within the bars of swimlanes', () => {
  it('[SWIMA1] is asked for of bars that have room for it and bytes in them, the widest when they are many', () => {
    const spans = [span(1, 0, 5), span(2, 0, 0), span(3, 89_000, 5)]
    const query = activityQuery(layBars(spans, clock, true).bars, clock)
    expect(query?.ids).toBe(testId(1))
    expect([query!.from <= ORIGIN, query!.to >= ORIGIN + 100_000]).toEqual([true, true])
    expect(query!.bins).toBe(250)
    expect(activityQuery(layBars([span(2, 0, 0)], clock, true).bars, clock)).toBeNull()
    const many = Array.from({ length: 150 }, (_, i) => span(i, i * 100, 5))
    const ids = activityQuery(layBars(many, clock, true).bars, clock)!.ids.split(',')
    expect(ids).toHaveLength(100)
    expect(ids).toContain(testId(99))
    expect(ids).not.toContain(testId(100))
  })

  it('[SWIMA2] columns lie where their time is, upstream above the middle; neighbours alike are one', () => {
    const [bar] = layBars([span(1, 10_000, 5)], clock, true).bars
    const drawn = drawActivity(activityMap(list({ sessions: [moved] })), clock)(bar, 2)
    // Half as high as the most: log 100 is half of log 10,000.
    expect(drawn).toEqual({ upstream: 'M110 7v-2.5H130V7z', downstream: 'M120 7v5H130V7z' })
    const unknown = layBars([span(2, 10_000, 5)], clock, true).bars[0]
    expect(drawActivity(activityMap(list({ sessions: [moved] })), clock)(unknown, 2)).toBeNull()
  })

  it('[SWIMA3] nothing is drawn beyond the bar, and no more than a shape a column', () => {
    const noise = Array.from({ length: 400 }, (_, i) => (i * 7919) % 1000)
    const own = { id: testId(1), first: 0, upstream: noise, downstream: noise }
    const narrow = { ...clock, nowMs: ORIGIN + 20_000 }
    const [bar] = layBars([span(1, 10_000, 5)], narrow, true).bars
    const { upstream } = drawActivity(activityMap(list({ bins: 400, sessions: [own] })), narrow)(bar, 0)!
    const xs = [...upstream.matchAll(/[MH]([\d.]+)/g)].map(([, x]) => Number(x))
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([100, 200])
    expect(upstream.match(/M/g)!.length).toBeLessThanOrEqual(40)
  })

  it('[SWIMA4] words: what was moved at a place, and without one when it was most', () => {
    const known = activityMap(list({ sessions: [moved] }))
    expect(activityWords(known, testId(1), ORIGIN + 12_500)).toEqual(['here ↑ 99 B, ↓ 10.0 kB within 1.00 s'])
    expect(activityWords(known, testId(1), ORIGIN + 90_000)).toEqual(['here ↑ 0 B, ↓ 0 B within 1.00 s'])
    expect(activityWords(known, testId(1), null)).toEqual([
      'busiest at 14:00:12.000: ↑ 99 B, ↓ 10.0 kB within 1.00 s',
    ])
    expect(activityWords(known, testId(2), null)).toEqual([])
    expect(activityWords(null, testId(1), null)).toEqual([])
  })
})
