import { expect, test } from 'vitest'
import { LIST_COLUMNS } from '../../stores/listSettings.ts'
import { COLUMNS, gridTemplate, shownColumns } from './columns.ts'

const ids = (width: number, hidden: Parameters<typeof shownColumns>[0] = []) =>
  shownColumns(hidden, width).map(({ id }) => id)

test('[COLS1] the list has all columns that can be chosen, in the same order, between state and actions', () => {
  expect(COLUMNS.map(({ id }) => id)).toEqual(['state', ...LIST_COLUMNS, 'actions'])
})

test('[COLS2] hidden columns are left out; those for which there is no room go in a fixed order', () => {
  expect(ids(5000)).toEqual(COLUMNS.map(({ id }) => id))
  expect(ids(0, ['rate', 'waits'])).not.toContain('rate')
  const narrow = ids(760, ['comment'])
  expect(narrow).not.toContain('listener')
  expect(narrow).toEqual(expect.arrayContaining(['state', 'client', 'target', 'up', 'down', 'close']))
  // However narrow: what a session is recognised by stays.
  expect(ids(100)).toEqual(['state', 'number', 'client', 'target', 'up', 'down', 'actions'])
})

test('[COLS4] beside the listeners of a page 1280 px wide there is room for who is waited for', () => {
  expect(ids(1036)).toEqual(COLUMNS.map(({ id }) => id).filter((id) => id !== 'comment' && id !== 'listener'))
})

test('[COLS5] beside the listeners of a page 1024 px wide, who is waited for shares a column with who closed', () => {
  const narrow = ids(784)
  expect(narrow).toContain('ending')
  expect(narrow).not.toContain('waits')
  expect(narrow).not.toContain('close')
  // Who hid one of the two has the other one alone.
  expect(ids(784, ['waits'])).toContain('close')
  expect(ids(784, ['waits'])).not.toContain('ending')
  expect(ids(784, ['close'])).not.toContain('ending')
})

test('[COLS3] each width shows at least what a smaller one does', () => {
  for (let width = 100; width < 1600; width += 20) {
    const wider = ids(width + 20)
    // The shared column says what the two say, and the two together what the shared one says.
    const said = [
      ...wider,
      ...(wider.includes('ending') ? ['waits', 'close'] : []),
      ...(wider.includes('waits') && wider.includes('close') ? ['ending'] : []),
    ]
    expect(said).toEqual(expect.arrayContaining(ids(width)))
  }
  expect(gridTemplate(shownColumns([], 0))).toContain('minmax(124px, 1.2fr)')
})
