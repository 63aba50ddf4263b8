import { describe, expect, it } from 'vitest'
import * as time from './timeView.ts'

const SECOND = 1e9

function labels(start: number, end: number): string[] {
  return time.timeTicks({ start, end }, 660).map((tick) => tick.label)
}

describe('time in view', () => {
  it('[VIEW1] zooming keeps the moment under the pointer and stays inside the session', () => {
    const view = { start: 2 * SECOND, end: 6 * SECOND }
    const closer = time.zoomView(view, 0.5, 3 * SECOND, 10 * SECOND)
    expect(time.xOf(closer, 800, 3 * SECOND)).toBeCloseTo(time.xOf(view, 800, 3 * SECOND), 6)
    expect(closer.end - closer.start).toBe(2 * SECOND)
    expect(time.zoomView(view, 1e9, 3 * SECOND, 10 * SECOND)).toEqual(time.fitView(10 * SECOND))
    const least = time.zoomView(view, 1e-12, 3 * SECOND, 10 * SECOND)
    expect(least.end - least.start).toBeCloseTo(time.MIN_SPAN, 3)
  })

  it('[VIEW2] panning stops at both ends', () => {
    const view = { start: 2 * SECOND, end: 6 * SECOND }
    expect(time.panView(view, -99 * SECOND, 10 * SECOND)).toEqual({ start: 0, end: 4 * SECOND })
    expect(time.panView(view, 99 * SECOND, 10 * SECOND).end).toBe(time.fitView(10 * SECOND).end)
  })

  it('[VIEW3] a live view follows now until it is panned away, and again when it is panned back', () => {
    const until = 10 * SECOND
    expect(time.modeFor(time.fitView(until), until, true)).toEqual({ kind: 'fit' })
    const end = time.modeFor({ start: 8 * SECOND, end: 10.1 * SECOND }, until, true)
    expect(end.kind).toBe('follow')
    const later = time.viewOf(end, 60 * SECOND)
    expect(later.end).toBeGreaterThan(60 * SECOND)
    expect(later.end - later.start).toBeCloseTo(2.1 * SECOND, 0)
    const away = time.modeFor({ start: 1 * SECOND, end: 3 * SECOND }, until, true)
    expect(time.viewOf(away, 60 * SECOND)).toEqual({ start: 1 * SECOND, end: 3 * SECOND })
  })

  it('[VIEW5] ticks are round numbers of a plain unit', () => {
    expect(labels(0, 5 * SECOND)).toEqual(['0 s', '1 s', '2 s', '3 s', '4 s', '5 s'])
    expect(labels(0, 5e6)).toContain('3 ms')
    expect(labels(SECOND, SECOND + 6_000)).toContain('1,000,002 µs')
    expect(time.timeTicks({ start: 0, end: 5 * SECOND }, 660).at(1)?.x).toBeCloseTo(132, 3)
  })
})
