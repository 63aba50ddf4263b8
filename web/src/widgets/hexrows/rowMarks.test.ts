import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LOG_LAYOUT } from './rowLayout.ts'
import { markRows } from './rowMarks.ts'
import { MARK_PX, ScrollBins } from './scrollMarks.ts'

const line = { text: '00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|' }

describe('marks', () => {
  it('[MARK1] cover the digits and the letters of their bytes, and leave other rows alone', () => {
    const lines = [line, line, { heading: 'a frame' }]
    const marked = markRows(lines, [{ look: 'match', parts: [{ y: 1, from: 6, to: 10 }] }], LOG_LAYOUT)
    expect(marked[0]).toBe(line)
    expect(marked[2]).toBe(lines[2])
    const texts = (marked[1]?.runs ?? []).map(({ look, start, end }) => [look, line.text.slice(start, end)])
    expect(texts).toEqual([
      ['match', '47 48  49 4a'],
      ['match', 'GHIJ'],
    ])
  })

  it('[MARK2] marks of a scrollbar are bounded by its height, however many matches there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 500 }),
        fc.integer({ min: 1, max: 900 }),
        (shares, height) => {
          const bins = new ScrollBins(height)
          for (const share of shares) bins.add(share)
          const bars = [...bins.path().matchAll(/M0 (\d+)h6v(\d+)h-6z/g)].map(([, y, h]) => [
            Number(y),
            Number(h),
          ])
          expect(bars.length).toBeLessThanOrEqual(Math.ceil(height / MARK_PX / 2))
          const rows = Math.ceil(height / MARK_PX)
          for (const share of shares) {
            const y = Math.min(rows - 1, Math.floor(share * rows)) * MARK_PX
            expect(bars.some(([from = 0, size = 0]) => y >= from && y < from + size)).toBe(true)
          }
        },
      ),
      { seed: 6101, numRuns: 100 },
    )
    const none = new ScrollBins(0)
    none.add(0.5)
    expect(none.path()).toBe('')
  })
})
