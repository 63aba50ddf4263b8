import { describe, expect, it } from 'vitest'
import * as scroll from './rowScroll.ts'

const box = (rows: number, heightPx = 360) => ({ rows, heightPx, rowPx: 18 })

describe('scrolling in rows', () => {
  it('[ROW1] draws what is in view and the row that is cut, never more than there is', () => {
    expect(scroll.visibleRows(0, box(0))).toEqual({ first: 0, count: 0, shiftPx: 0 })
    expect(scroll.visibleRows(0, box(1))).toEqual({ first: 0, count: 1, shiftPx: 0 })
    expect(scroll.visibleRows(0, box(100))).toEqual({ first: 0, count: 20, shiftPx: 0 })
    expect(scroll.visibleRows(10.5, box(100))).toEqual({ first: 10, count: 21, shiftPx: -9 })
    expect(scroll.visibleRows(1e9, box(100))).toEqual({ first: 80, count: 20, shiftPx: 0 })
    expect(scroll.visibleRows(-5, box(100)).first).toBe(0)
  })

  it('[ROW2] shows the last row whole at the lower edge, whatever the height', () => {
    const odd = box(100, 365)
    const { first, count, shiftPx } = scroll.visibleRows(scroll.maxTop(odd), odd)
    expect(first + count).toBe(100)
    expect(shiftPx + count * 18).toBeCloseTo(365, 6)
  })

  it('[ROW3] a 10 GB stream: both ends are reached and every row can be shown', () => {
    const rows = Math.ceil((10 * 2 ** 30) / 16)
    const big = box(rows)
    expect(scroll.thumbAt(0, big, 300)).toEqual({ startPx: 0, sizePx: scroll.MIN_THUMB })
    expect(scroll.thumbAt(rows, big, 300)).toEqual({ startPx: 276, sizePx: scroll.MIN_THUMB })
    expect(scroll.topOfThumb(276, big, 300)).toBe(rows - 20)
    expect(scroll.topOfThumb(138, big, 300)).toBeCloseTo((rows - 20) / 2, 3)
    for (const row of [0, 12_345_678, rows - 1]) {
      const { first, count } = scroll.visibleRows(scroll.topToShow(row, 5e8, big), big)
      expect(row).toBeGreaterThanOrEqual(first)
      expect(row).toBeLessThan(first + count)
    }
  })

  it('[ROW4] thumb and top are inverse, and a stream that fits has no thumb', () => {
    const some = box(5_000)
    for (const top of [0, 1, 777.25, 4_000, 4_980]) {
      const thumb = scroll.thumbAt(top, some, 340)!
      expect(scroll.topOfThumb(thumb.startPx, some, 340)).toBeCloseTo(top, 6)
    }
    expect(scroll.thumbAt(0, box(20), 340)).toBeNull()
    expect(scroll.topOfThumb(50, box(20), 340)).toBe(0)
  })

  it('[ROW5] scrolls no further than needed to show a row, and not at all when it is in view', () => {
    expect(scroll.topToShow(15, 10, box(100))).toBe(10)
    expect(scroll.topToShow(9, 10, box(100))).toBe(9)
    expect(scroll.topToShow(30, 10, box(100))).toBe(11)
    expect(scroll.topToReveal(15, 10, box(100))).toBe(10)
    expect(scroll.topToReveal(60, 10, box(100))).toBe(54)
  })

  it('[ROW6] a wheel moves by pixels, lines or pages', () => {
    expect(scroll.wheelRows(9, 0, box(100))).toBe(0.5)
    expect(scroll.wheelRows(3, 1, box(100))).toBe(3)
    expect(scroll.wheelRows(-1, 2, box(100))).toBe(-20)
  })
})
