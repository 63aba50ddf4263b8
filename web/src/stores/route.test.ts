import { expect, test } from 'vitest'
import { NEWEST_FIRST } from '@tcpscope/shared/filter'
import { readFilter, readSorting, writeFilter, writeSorting } from './route.ts'

test('[ROUTE1] the filter is read from the URL, also as older links have it', () => {
  expect(readFilter(new URLSearchParams('listener=a&filter=bytes%3E1M&x=1'))).toEqual({
    listener: 'a',
    filter: 'bytes>1M',
  })
  expect(readFilter(new URLSearchParams('state=live&address=%3A6379&filter=up%3E1'))).toEqual({
    filter: 'state:live :6379 up>1',
  })
  expect(readFilter(new URLSearchParams('state=&address=&filter=+'))).toEqual({})
})

test('[ROUTE2] a changed part of the filter leaves the rest of the URL alone', () => {
  const params = new URLSearchParams('listener=a&state=live&x=1')
  expect(writeFilter(params, { filter: 'up>1' }).toString()).toBe('listener=a&x=1&filter=up%3E1')
  expect(writeFilter(params, { listener: null }).toString()).toBe('state=live&x=1')
  expect(params.toString()).toBe('listener=a&state=live&x=1')
})

test('[ROUTE3] the order is in the URL unless it is newest first; nonsense is newest first', () => {
  const up = { sort: 'up', order: 'desc' } as const
  expect(readSorting(writeSorting(new URLSearchParams('x=1'), up))).toEqual(up)
  expect(writeSorting(new URLSearchParams('sort=up&order=desc&x=1'), NEWEST_FIRST).toString()).toBe('x=1')
  expect(readSorting(new URLSearchParams('sort=colour&order=up'))).toEqual(NEWEST_FIRST)
  expect(readSorting(new URLSearchParams('sort=client'))).toEqual({ sort: 'client', order: 'asc' })
})
