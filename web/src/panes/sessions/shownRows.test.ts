import { expect, test } from 'vitest'
import { testId, testSession } from '../../stores/testSession.ts'
import { moveBy, ROW, scrollTopShowing, shownRows } from './shownRows.ts'

const rows = [5, 4, 3, 2, 1].map((n) => testSession(n))

test('[ROWS1] at the top everything is drawn', () => {
  expect(shownRows(rows, null, 0)).toEqual({ rows, fresh: 0 })
})

test('[ROWS2] scrolled: sessions that came later wait above and are counted', () => {
  const shown = shownRows(rows, testId(3), 0)
  expect(shown.rows.map(({ number }) => number)).toEqual([3, 2, 1])
  expect(shown.fresh).toBe(2)
})

test('[ROWS3] the session that was on top may be deleted meanwhile: the next one takes its place', () => {
  const without = rows.filter(({ number }) => number !== 3)
  const shown = shownRows(without, testId(3), 0)
  expect(shown.rows.map(({ number }) => number)).toEqual([2, 1])
  expect(shown.fresh).toBe(2)
})

test('[ROWS4] sessions that are no longer held count as newer, too', () => {
  expect(shownRows(rows, testId(5), 100).fresh).toBe(100)
  expect(shownRows(rows, null, 100).fresh).toBe(100)
  expect(shownRows(rows, testId(0), 7)).toEqual({ rows: [], fresh: 12 })
})

test('[ROWS5] keys stay inside the list; others are left alone', () => {
  expect(moveBy('ArrowDown', -1, 5, 3)).toBe(0)
  expect(moveBy('j', 4, 5, 3)).toBe(4)
  expect(moveBy('k', 0, 5, 3)).toBe(0)
  expect(moveBy('PageDown', 0, 5, 3)).toBe(3)
  expect(moveBy('PageUp', 1, 5, 3)).toBe(0)
  expect(moveBy('End', 0, 5, 3)).toBe(4)
  expect(moveBy('Home', 3, 5, 3)).toBe(0)
  expect(moveBy('x', 3, 5, 3)).toBeUndefined()
})

test('[ROWS6] a row is brought into view with as little movement as possible, below the head row', () => {
  const height = 4 * ROW // the head row and three rows
  const show = (index: number, top: number) => scrollTopShowing(index, { top, height })
  expect(show(0, 0)).toBe(0)
  expect(show(2, 0)).toBe(0)
  expect(show(3, 0)).toBe(ROW)
  expect(show(10, 0)).toBe(8 * ROW)
  expect(show(10, 20 * ROW)).toBe(10 * ROW)
  expect(show(10, 9 * ROW)).toBe(9 * ROW)
})
