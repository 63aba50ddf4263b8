import { expect, test } from 'vitest'
import { comparePlaces, cursorText, parseCursor } from './index.ts'

const ID = '01890000-0000-7000-8000-000000000001'
const by = (key: string | number, id = ID) => ({ id, key })

test('[SORT1] places are ordered by key, then id, text by its code points', () => {
  const words = ['', 'A', 'a', 'ab', 'b', 'é', '\uffff', '\u{1f600}', '\u{1f601}']
  for (const [i, a] of words.entries())
    for (const [j, b] of words.entries())
      expect(Math.sign(comparePlaces(by(a), by(b), 'asc')), `${a} ${b}`).toBe(Math.sign(i - j))
  expect(comparePlaces(by(9), by(10), 'asc')).toBeLessThan(0)
  expect(comparePlaces(by(9), by(10), 'desc')).toBeGreaterThan(0)
  expect(comparePlaces(by(9, 'a'), by(9, 'b'), 'asc')).toBeLessThan(0)
  expect(comparePlaces(by(9, 'a'), by(9, 'b'), 'desc')).toBeGreaterThan(0)
})

test('[SORT2] a cursor is read as it was written, and no other', () => {
  const places = [
    ['up', by(1234)],
    ['listener', by('a:b é')],
    ['close', by('')],
    ['started', by(ID)],
  ] as const
  for (const [sort, place] of places) {
    const sorting = { sort, order: 'asc' } as const
    expect(parseCursor(cursorText(place, sorting), sorting)).toEqual(place)
  }
  expect(parseCursor(ID, { sort: 'up', order: 'asc' })).toBeUndefined()
  expect(parseCursor(`${ID}:x`, { sort: 'up', order: 'asc' })).toBeUndefined()
  expect(parseCursor(`${ID}:5`, { sort: 'started', order: 'desc' })).toBeUndefined()
})
