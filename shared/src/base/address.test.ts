import { describe, expect, it } from 'vitest'
import { ByteRange, formatAddress, isId, logAddress, parseAddress } from './index.ts'

describe('addresses', () => {
  it.each([
    ['8080', { host: '127.0.0.1', port: 8080 }],
    [':8080', { host: '127.0.0.1', port: 8080 }],
    ['0', { host: '127.0.0.1', port: 0 }],
    [' example.test:110 ', { host: 'example.test', port: 110 }],
    ['10.0.0.1:65535', { host: '10.0.0.1', port: 65_535 }],
    ['[::1]:53', { host: '::1', port: 53 }],
  ])('[ADDR1] "%s" is an address', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
  })

  it.each([
    '',
    'x',
    'host',
    'host:',
    '65536',
    'a:65536',
    '-1',
    '1.5',
    '::1',
    '::1:80',
    '[::1]',
    'a:b:80',
    '123456',
  ])('[ADDR2] "%s" is none', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('[ADDR3] text and address are each other’s inverse, and logs have "-" for ":"', () => {
    for (const text of ['127.0.0.1:80', 'example.test:110', '[fe80::1]:443']) {
      expect(formatAddress(parseAddress(text)!)).toBe(text)
    }
    expect(logAddress({ host: '127.0.0.1', port: 80 })).toBe('127.0.0.1-80')
    expect(logAddress({ host: '::1', port: 80 })).toBe('[--1]-80')
  })
})

describe('ids and ranges', () => {
  it('[ID1] only a lower-case UUIDv7 is an id, so that an id can never be a path', () => {
    expect(isId('01932f6b-5c3a-7abc-8def-0123456789ab')).toBe(true)
    for (const text of [
      '01932F6B-5C3A-7ABC-8DEF-0123456789AB',
      '01932f6b-5c3a-4abc-8def-0123456789ab',
      '01932f6b-5c3a-7abc-0def-0123456789ab',
      '01932f6b-5c3a-7abc-8def-0123456789ab/..',
      '../../../../../etc/passwd',
      '',
    ]) {
      expect(isId(text), `"${text}"`).toBe(false)
    }
  })

  it('[RANGE1] ranges are half open, never negative, and know their common part', () => {
    expect(ByteRange.of(5, 3)).toEqual({ start: 5, end: 5 })
    expect(ByteRange.length(ByteRange.ofLength(10, 4))).toBe(4)
    expect(ByteRange.contains(ByteRange.of(2, 4), 4)).toBe(false)
    expect(ByteRange.contains(ByteRange.single(4), 4)).toBe(true)
    expect(ByteRange.intersect(ByteRange.of(0, 10), ByteRange.of(5, 20))).toEqual({ start: 5, end: 10 })
    expect(ByteRange.length(ByteRange.intersect(ByteRange.of(0, 3), ByteRange.of(5, 9)))).toBe(0)
  })
})
