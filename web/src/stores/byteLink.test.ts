import { expect, test } from 'vitest'
import { byteLink, formatByteLink, readByteLink } from './byteLink.ts'

test('[LINK1] an address names bytes by direction, first and last offset', () => {
  const bytes = { direction: 'downstream', range: { start: 0, end: 2 ** 40 } } as const
  expect(formatByteLink(bytes)).toBe('downstream.0-1099511627775')
  expect(readByteLink(formatByteLink(bytes))).toEqual(bytes)
  for (const wrong of [
    null,
    '',
    'up.1-2',
    'upstream.2-1',
    'upstream.-1-2',
    'upstream.1',
    'upstream.1-9999999999999999',
  ]) {
    expect(readByteLink(wrong)).toBeNull()
  }
})

test('[LINK2] a link keeps the session, the tab and the filter of the page', () => {
  const here = 'http://127.0.0.1:7400/sessions/x?state=live&tab=conversation&bytes=upstream.1-2'
  const link = byteLink(here, { direction: 'upstream', range: { start: 16, end: 32 } })
  expect(link).toBe('http://127.0.0.1:7400/sessions/x?state=live&tab=conversation&bytes=upstream.16-31')
})
