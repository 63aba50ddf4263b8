import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE_CAUSES } from '@tcpscope/shared/capture'
import { type SessionSpan, spanOf, type SpanList } from '@tcpscope/shared/api'
import { testId, testSession } from '../../stores/testSession.ts'
import { barAt, barPaths, endShape, inLanes, LANE_PX, layBars, stepBar, type Clock } from './bars.ts'
import { clockTicks } from './clockTicks.ts'
import { columnAt, columnPaths, columnWords } from './columns.ts'
import { mergeSpans } from './mergeSpans.ts'
import { spanWords, stretchWords } from './spanWords.ts'
import { windowFor } from './useClockView.ts'

const ORIGIN = new Date(2026, 10, 21, 14, 0, 0).getTime()
const clock: Clock = { view: { start: 0, end: 100e9 }, width: 1000, originMs: ORIGIN, nowMs: ORIGIN + 90_000 }
const fin = { cause: 'fin', by: 'client', code: null, text: '' } as const

/** A session from one second to another; null: it lives. */
function spanFrom(
  number: number,
  start: number,
  end: number | null,
  change: Partial<SessionSpan> = {},
): SessionSpan {
  return {
    ...spanOf(
      testSession(number, {
        startedAtMs: ORIGIN + start * 1000,
        durationNs: end === null ? 0 : (end - start) * 1e9,
        state: end === null ? 'open' : 'closed',
        close: end === null ? null : fin,
      }),
    ),
    ...change,
  }
}

function listOf(change: Partial<SpanList>): SpanList {
  return {
    asOf: 0,
    from: ORIGIN,
    to: ORIGIN + 100_000,
    first: ORIGIN,
    total: 0,
    spans: null,
    alive: [],
    began: [],
    broken: [],
    upstreamBytes: [],
    downstreamBytes: [],
    ...change,
  }
}

const numbers = (bar: { span: SessionSpan } | undefined) => bar?.span.number

describe('swimlanes', () => {
  it('[SWIM1] a bar reaches from start to end, a live one to now, a short one is seen, others are left out', () => {
    const spans = [spanFrom(4, 50, null), spanFrom(3, 10, 20), spanFrom(2, 5, 5), spanFrom(1, -50, -40)]
    const { bars } = layBars(spans, clock, false)
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [500, 900],
      [100, 200],
      [50, 53],
    ])
  })

  it('[SWIM2] packed bars of a lane never touch, and no lane more is used than overlap at once', () => {
    const times = fc.array(fc.tuple(fc.nat(99), fc.nat(30)), { maxLength: 60 })
    fc.assert(
      fc.property(times, (times) => {
        const spans = times.map(([start, length], i) => spanFrom(i, start, start + length))
        const { bars, lanes } = layBars(spans, clock, true)
        expect(bars.length).toBe(spans.length)
        for (const a of bars) {
          for (const b of bars) {
            if (a !== b && a.lane === b.lane) expect(a.to < b.from || b.to < a.from).toBe(true)
          }
        }
        const overlapping = bars.map(
          ({ from }) => bars.filter((other) => other.from <= from && other.to + 8 > from).length,
        )
        expect(lanes).toBe(Math.max(0, ...overlapping))
      }),
    )
  })

  it('[SWIM3] every way to end has a shape, and the shapes tell a bad end from a good one', () => {
    const shapes = CLOSE_CAUSES.map((cause) => endShape({ state: 'closed', close: { cause, by: 'client' } }))
    expect(new Set(shapes)).toEqual(new Set(['orderly', 'reset', 'unreached', 'silent', 'lost']))
    expect(endShape({ state: 'open', close: null })).toBe('live')
    const good = CLOSE_CAUSES.filter((_, i) => shapes[i] === 'orderly')
    expect(good).toEqual(['fin', 'closed-here', 'shutdown'])
  })

  it('[SWIM4] a handful of paths whatever is drawn; directions share the height, and the smaller one is still seen', () => {
    const spans = [spanFrom(1, 10, 20, { upstreamBytes: 1, downstreamBytes: 1e9 })]
    const { bars } = layBars(spans, clock, true)
    const { upstream, downstream, ends, body } = barPaths(inLanes(bars, 0, 100))
    expect([upstream, downstream]).toEqual(['M100 2h100v2h-100z', 'M100 4h100v8h-100z'])
    expect(body).toBe('M100 2h100v10h-100z')
    expect(Object.entries(ends).filter(([, path]) => path !== '')).toHaveLength(1)
    // Out of the lanes in view nothing is drawn.
    expect(inLanes(bars, LANE_PX, 100)).toEqual([])
  })

  it('[SWIM5] the pointer finds the nearest bar of its lane, arrows go by start and by lane', () => {
    const { bars } = layBars([spanFrom(3, 40, 60), spanFrom(2, 12, 30), spanFrom(1, 10, 20)], clock, true)
    expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0])
    expect(numbers(barAt(bars, 150, 3))).toBe(1)
    expect(numbers(barAt(bars, 203, 3))).toBe(1)
    expect(barAt(bars, 300, 3)).toBeUndefined()
    expect(numbers(barAt(bars, 150, LANE_PX + 3))).toBe(2)
    const first = bars.find(({ span }) => span.number === 1)
    expect(numbers(stepBar(bars, undefined, 'ArrowRight'))).toBe(3)
    expect(numbers(stepBar(bars, first, 'ArrowRight'))).toBe(2)
    expect(stepBar(bars, first, 'ArrowLeft')).toBeUndefined()
    expect(numbers(stepBar(bars, first, 'ArrowDown'))).toBe(2)
  })

  it('[SWIM6] news become bars, what is gone or filtered out does not stay, and too many are no bars', () => {
    const list = listOf({ spans: [spanFrom(2, 1, null), spanFrom(1, 0, 5)], total: 2 })
    const changes = new Map([
      [testId(3), spanFrom(3, 9, null)],
      [testId(2), spanFrom(2, 1, 8)],
      [testId(1), null],
    ])
    const merged = mergeSpans(list, changes)
    expect(merged?.spans?.map(({ number, close }) => [number, close !== null])).toEqual([
      [3, false],
      [2, true],
    ])
    expect(merged?.total).toBe(2)
    const many = new Map(Array.from({ length: 2001 }, (_, i) => [testId(i), spanFrom(i, 0, 1)] as const))
    expect(mergeSpans(list, many)).toBeNull()
    expect(mergeSpans(listOf({}), changes)).toBeNull()
  })

  it('[SWIM7] columns: as many steps as there are columns at the most, and words for each', () => {
    const list = listOf({
      total: 9,
      alive: [1, 1, 9, 0],
      began: [1, 0, 8, 0],
      broken: [0, 0, 2, 0],
      upstreamBytes: [0, 0, 100, 0],
      downstreamBytes: [5, 0, 0, 0],
    })
    const { alive, broken, most } = columnPaths(list, clock, 100)
    expect(most).toBe(9)
    expect(alive.match(/H/g)!.length).toBeLessThanOrEqual(5)
    expect(broken.match(/M/g)).toHaveLength(1)
    expect([0, 60_000, 99_999, 100_000, -1].map((at) => columnAt(list, ORIGIN + at))).toEqual([
      0, 2, 3, -1, -1,
    ])
    expect(columnWords(list, 2)).toEqual([
      '2026-11-21 14:00:50.000: 9 sessions alive',
      '8 sessions began here: ↑ 100 B, ↓ 0 B in all',
      '2 ended badly (reset, refused, lost)',
    ])
  })

  it('[SWIM8] a session and a stretch of time in words', () => {
    expect(spanWords(spanFrom(7, 0, 5), 0)).toEqual([
      '#7 redis: 127.0.0.1:50007 → 127.0.0.1:6379',
      '2026-11-21 14:00:00.000, lasted 5.00 s',
      '↑ 0 B, ↓ 0 B',
      'closed: client FIN',
    ])
    expect(spanWords(spanFrom(7, 0, null), ORIGIN + 9000)[1]).toBe('2026-11-21 14:00:00.000, for 9.00 s')
    expect(stretchWords(ORIGIN, ORIGIN + 1500)).toBe('14:00:00.000 to 14:00:01.500')
  })

  it('[SWIM9] what is asked for covers the view, and stays the same while the view moves a little', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (startMs, lengthMs) => {
        const view = { start: startMs * 1e6, end: (startMs + lengthMs) * 1e6 }
        const { from, to } = windowFor(ORIGIN, view)
        expect(from).toBeLessThanOrEqual(ORIGIN + startMs)
        expect(to).toBeGreaterThanOrEqual(ORIGIN + startMs + lengthMs)
        expect(to - from).toBeLessThanOrEqual(lengthMs * 1.5 + 4)
      }),
    )
  })

  it('[SWIM10] ticks of the clock are round local times', () => {
    expect(clockTicks(clock).map(({ label }) => label)).toContain('14:00:30')
    const day = { ...clock, view: { start: 0, end: 86_400e9 } }
    expect(clockTicks(day).map(({ label }) => label)).toContain('18:00')
    const moment = { ...clock, view: { start: 0, end: 0.5e9 } }
    expect(clockTicks(moment).map(({ label }) => label)).toContain('14:00:00.100')
  })
})
