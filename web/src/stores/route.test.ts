import { expect, test } from 'vitest'
import { readFilter, writeFilter } from './route.ts'

test('[ROUTE1] the filter is read from the URL; words that no filter knows are left out', () => {
  expect(readFilter(new URLSearchParams('listener=a&state=live&address=%3A6379&x=1'))).toEqual({
    listener: 'a',
    state: 'live',
    address: ':6379',
  })
  expect(readFilter(new URLSearchParams('state=sideways&address='))).toEqual({})
})

test('[ROUTE2] a changed part of the filter leaves the rest of the URL alone', () => {
  const params = new URLSearchParams('listener=a&state=live&x=1')
  expect(writeFilter(params, { state: null, address: ':80' }).toString()).toBe('listener=a&x=1&address=%3A80')
  expect(params.toString()).toBe('listener=a&state=live&x=1')
})
