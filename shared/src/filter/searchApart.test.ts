import { expect, it } from 'vitest'
import { FilterError } from './filter.ts'
import { parseFilter } from './parse.ts'
import { searchApart } from './searchApart.ts'

const CLOCK = { nowMs: 1_790_000_000_000, utcOffsetMin: 0 }

it.each([
  ['text:PASS', 'PASS', ''],
  ['text:"a b"', 'a b', ''],
  ['state:open text:PASS bytes>1M', 'PASS', 'state:open bytes>1M'],
  ['state:open and text:PASS', 'PASS', 'state:open'],
  ['text:PASS and state:open', 'PASS', 'state:open'],
  ['state:open and text:PASS and bytes>1M', 'PASS', 'state:open and bytes>1M'],
  ['(state:open or close:rst) text:PASS', 'PASS', '(state:open or close:rst)'],
  ['-state:open text:PASS "two words"', 'PASS', '-state:open "two words"'],
])('[FAPART1] %s is a search for %s in what the rest lets through', (filter, text, rest) => {
  expect(searchApart(filter, CLOCK)).toEqual({ text, rest })
  expect(parseFilter(rest, CLOCK)).toEqual({
    ...parseFilter(filter, CLOCK),
    search: null,
    filter: expect.anything(),
  })
})

it('[FAPART2] without a search there is nothing to take apart; what cannot be read stays so', () => {
  expect(searchApart('state:open "text:PASS"', CLOCK)).toBeNull()
  expect(searchApart('', CLOCK)).toBeNull()
  expect(() => searchApart('state:open or text:PASS', CLOCK)).toThrow(FilterError)
})
