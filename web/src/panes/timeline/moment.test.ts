import type { FramePage, FrameQuery, FrameRow } from '@tcpscope/shared/api'
import { describe, expect, it } from 'vitest'
import { clampMoment, frameMoment, momentAction, momentAt, momentWords } from './moment.ts'
import { isOutOfView } from './useRevealSelected.ts'

const SECOND = 1e9
const view = { start: 2 * SECOND, end: 4 * SECOND }
const times = [10, 20, 30]

/** Three frames, and a mark between the first two. */
function frames({ from, timeNs, limit = 500 }: FrameQuery): Promise<FramePage> {
  const records = [10, null, 20, 30]
  const reached = records.findIndex((readNs) => readNs !== null && readNs >= (timeNs ?? 0))
  const first = from ?? (reached === -1 ? records.length : reached)
  const next = Math.min(records.length, first + limit)
  const rows = records
    .map((readNs, record) => ({ record, readNs }) as FrameRow)
    .slice(first, next)
    .filter(({ readNs }) => (readNs as number | null) !== null)
  return Promise.resolve({ from: first, next, records: records.length, frames: rows })
}

describe('the moment that is shown', () => {
  it('[MOMENT1] a place on the axis is a whole nanosecond of the session', () => {
    expect(momentAt(view, 1000, 500, 10 * SECOND)).toBe(3 * SECOND)
    expect(momentAt(view, 1000, -5000, 10 * SECOND)).toBe(0)
    expect(momentAt(view, 1000, 9999, 3.5 * SECOND)).toBe(3.5 * SECOND)
    expect(clampMoment(1.4, 10)).toBe(1)
  })

  it('[MOMENT2] arrows move by a part of the view, brackets by frames, End and Escape go back to the present', () => {
    const at = (key: string) => momentAction(key, 3 * SECOND, view, 10 * SECOND)
    expect(at('ArrowLeft')).toEqual({ type: 'to', timeNs: 2.99 * SECOND })
    expect(at('PageUp')).toEqual({ type: 'to', timeNs: 3.2 * SECOND })
    expect(at('Home')).toEqual({ type: 'to', timeNs: 0 })
    expect([at('['), at(']')]).toEqual([
      { type: 'frame', step: -1 },
      { type: 'frame', step: 1 },
    ])
    expect([at('End'), at('Escape')]).toEqual([{ type: 'live' }, { type: 'live' }])
    expect(at('x')).toBeUndefined()
  })

  it('[MOMENT3] from frame to frame, forth and back, marks left out, and no further than there are any', async () => {
    const forth: (number | null)[] = []
    for (let at: number | null = 0; at !== null; forth.push(at)) at = await frameMoment(frames, at, 1)
    expect(forth).toEqual([...times, null])
    const back: (number | null)[] = []
    for (let at: number | null = 35; at !== null; back.push(at)) at = await frameMoment(frames, at, -1)
    expect(back).toEqual([...times.toReversed(), null])
  })

  it('[MOMENT4] a moment is named since the start and on the clock', () => {
    expect(momentWords(1_234_567_890, Date.UTC(2026, 10, 21)).since).toBe('+1.234568 s')
    expect(momentWords(1_234_567_890, Date.UTC(2026, 10, 21)).clock).toMatch(/:01\.234$/)
  })

  it('[MOMENT5] a selection comes into view only when nothing of it is', () => {
    expect(isOutOfView(view, { start: 1 * SECOND, end: 1.9 * SECOND })).toBe(true)
    expect(isOutOfView(view, { start: 1 * SECOND, end: 2.1 * SECOND })).toBe(false)
    expect(isOutOfView(view, { start: 5 * SECOND, end: 5 * SECOND })).toBe(true)
  })
})
