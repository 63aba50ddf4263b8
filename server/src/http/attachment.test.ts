import { describe, expect, it } from 'vitest'
import { attachment } from './attachment.ts'
import { readRange } from './range.ts'

describe('attachment', () => {
  it('[SEC8] a plain name stays as it is', () => {
    expect(attachment('log-1-[--1]-80.log')).toBe(
      `attachment; filename="log-1-[--1]-80.log"; filename*=UTF-8''log-1-%5B--1%5D-80.log`,
    )
  })

  it.each([
    'a"b.log',
    'a\r\nSet-Cookie: x=1.log',
    'a;b=c.log',
    '../../etc/passwd',
    '..\\..\\boot.ini',
    'gpj.\u202Eexe.log',
    'a\u0000b',
    'naïve ☕.log',
    '\uD800lone',
    'x'.repeat(4096),
  ])('[SEC8] %j cannot leave its field', (name) => {
    const header = attachment(name)
    expect(header).toMatch(
      /^attachment; filename="[A-Za-z0-9.\-_ ()[\]]*"; filename\*=UTF-8''[A-Za-z0-9.\-_~!%]*$/,
    )
    expect(header.length).toBeLessThan(2_200)
    expect(header).not.toMatch(/%(?:0D|0A|00|2F|5C|E2%80%AE)/i)
  })
})

describe('range', () => {
  it('[API8] is read in all forms and cut to what there is', () => {
    expect(readRange(undefined, 10)).toBe('all')
    expect(readRange('bytes=0-', 10)).toEqual({ start: 0, end: 10 })
    expect(readRange('bytes=9-9', 10)).toEqual({ start: 9, end: 10 })
    expect(readRange('bytes=-3', 10)).toEqual({ start: 7, end: 10 })
    expect(readRange('bytes= 2-3 ', 10)).toEqual({ start: 2, end: 4 })
    expect(readRange('Bytes=2-3', 10)).toEqual({ start: 2, end: 4 })
    expect(readRange('bytes=2-99999999999999999999', 10)).toEqual({ start: 2, end: 10 })
  })

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=99999999999999999-'])(
    '[API8] %s names no byte of ten',
    (header) => {
      expect(readRange(header, 10)).toBe('none')
    },
  )

  it.each([
    ['bytes=3-2', 'backwards'],
    ['bytes=20-12', 'backwards'],
    ['bytes=-', 'malformed'],
    ['bytes=1e3-', 'malformed'],
    ['bytes', 'malformed'],
    ['bytes=+1-2', 'malformed'],
    ['bytes=0-1,4-5', 'several'],
    ['lines=0-1', 'another unit'],
    ['', 'nothing'],
  ])('[API8] %j is ignored: %s', (header) => {
    expect(readRange(header, 10)).toBe('all')
  })

  it('[API8] of nothing there is no range but its end, which is all of it', () => {
    expect(readRange('bytes=0-0', 0)).toBe('none')
    expect(readRange('bytes=0-', 0)).toBe('none')
    expect(readRange('bytes=-5', 0)).toBe('all')
  })
})
