import { expect, test } from 'vitest'
import { testId } from '../../stores/testSession.ts'
import { ALL_SELECTED, countSelected, extended, isSelected, NONE_SELECTED, toggled } from './rowSelection.ts'

const order = [5, 4, 3, 2, 1].map((number) => testId(number))
const chosen = (selection: typeof NONE_SELECTED) => order.filter((id) => isSelected(selection, id))

test('[PICK1] rows are selected one by one, or from the last one up to another, in either direction', () => {
  const one = toggled(NONE_SELECTED, testId(4))
  expect(chosen(one)).toEqual([testId(4)])
  expect(chosen(toggled(one, testId(4)))).toEqual([])
  const down = extended(one, order, testId(2))
  expect(chosen(down)).toEqual([4, 3, 2].map(testId))
  expect(chosen(extended(down, order, testId(5)))).toEqual([5, 4, 3, 2].map(testId))
  expect(countSelected(down, 100)).toBe(3)
})

test('[PICK2] without a beginning, or when that is gone, it is the row itself', () => {
  expect(chosen(extended(NONE_SELECTED, order, testId(3)))).toEqual([testId(3)])
  expect(chosen(extended(toggled(NONE_SELECTED, testId(99)), order, testId(3)))).toEqual([testId(3)])
  expect(extended(NONE_SELECTED, order, testId(98))).toBe(NONE_SELECTED)
})

test('[PICK3] all that match, but some', () => {
  const most = toggled(ALL_SELECTED, testId(4))
  expect(chosen(most)).toEqual([5, 3, 2, 1].map(testId))
  expect(countSelected(most, 1000)).toBe(999)
  expect(chosen(extended(most, order, testId(3)))).toEqual(order)
})
