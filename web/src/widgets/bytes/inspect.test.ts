import { assert, integer, maxSafeInteger, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspect, visibleText } from './inspect.ts'

function read(bytes: Iterable<number>) {
  const all = inspect(Uint8Array.from(bytes))
  return (name: string, order: 'le' | 'be' = 'le') => all.find((reading) => reading.name === name)?.[order]
}
const text = (words: string) => new TextEncoder().encode(words)

describe('inspector', () => {
  it('[INS1] reads numbers in both byte orders, and only from bytes that are there', () => {
    const value = read([0xff, 0x01, 0, 0, 0, 0, 0, 0x40])
    expect(value('u8')).toEqual({ text: '255', size: 1 })
    expect(value('i8')?.text).toBe('-1')
    expect(value('bits')?.text).toBe('11111111')
    expect([value('u16'), value('u16', 'be')]).toEqual([
      { text: '511', size: 2 },
      { text: '65281', size: 2 },
    ])
    expect([value('u64')?.text, value('u64', 'be')?.text]).toEqual([
      '4611686018427388415',
      '18374967954648334400',
    ])
    expect([value('i64')?.text, value('i64', 'be')?.text]).toEqual([
      '4611686018427388415',
      '-71776119061217216',
    ])
    expect(read([1, 2, 3])('u32')).toBeNull()
    expect(inspect(new Uint8Array(0)).every(({ le, be }) => le === null && (be ?? null) === null)).toBe(true)
  })

  it('[INS2] text from the wire stays text: nothing in it acts on the page', () => {
    expect(visibleText('a\r\n\u202Eb\u0000\u001B[2Jü\u0301')).toBe('a\\r\\n\\u{202e}b\\0\\u{1b}[2Jü\\u{301}')
    expect(read(text('\u202E'))('UTF-8')).toEqual({ text: '\\u{202e} U+202E', size: 3 })
  })

  it('[INS3] floats are shown with the fewest digits that make the same number', () => {
    expect(read([0, 0, 0x80, 0x3f])('f32')?.text).toBe('1')
    expect(read([0xcd, 0xcc, 0xcc, 0x3d])('f32')?.text).toBe('0.1')
    expect(read([0, 0, 0x80, 0xff])('f32')?.text).toBe('-Infinity')
    expect(read([0x00, 0x80])('f16')?.text).toBe('-0')
    expect(read([0x55, 0x35])('f16')?.text).toBe('0.3333')
    expect(read([0xff, 0x7b])('f16')?.text).toBe('65500')
    expect(read([0x01, 0x00])('f16')?.text).toBe('6e-8')
    expect(read([0x00, 0x7e])('f16')?.text).toBe('NaN')
    expect(read([0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f])('f64')?.text).toBe('0.1')
    assert(
      property(uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const shown = read(bytes)('f64')!.text
        const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true)
        expect(Object.is(Number(shown), value)).toBe(true)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('[INS4] varint, LEB128 and zigzag', () => {
    expect(read([0xe5, 0x8e, 0x26])('varint')).toEqual({ text: '624485', size: 3 })
    expect(read([0xc0, 0xbb, 0x78])('signed LEB128')).toEqual({ text: '-123456', size: 3 })
    expect(read([3])('zigzag')).toEqual({ text: '-2', size: 1 })
    expect(read(Array.from({ length: 11 }, () => 0x80))('varint')).toBeNull()
    expect(read([...Array.from({ length: 9 }, () => 0xff), 0x01])('varint')?.text).toBe(
      '18446744073709551615',
    )
    assert(
      property(maxSafeInteger(), integer({ min: 0, max: 3 }), (number, more) => {
        const bytes: number[] = []
        for (let rest = BigInt(number); ;) {
          const low = Number(BigInt.asUintN(7, rest))
          rest >>= 7n
          const done = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)
          bytes.push(done ? low : low | 0x80)
          if (done) break
        }
        const size = bytes.length
        expect(read([...bytes, ...Array.from({ length: more }, () => 0xaa)])('signed LEB128')).toEqual({
          text: String(number),
          size,
        })
      }),
      { seed: 11, numRuns: 500 },
    )
  })

  it('[INS5] characters, with the bytes that they take', () => {
    expect(read(text('€uro'))('UTF-8')).toEqual({ text: '€ U+20AC', size: 3 })
    expect(read([0x80])('UTF-8')).toBeNull()
    const smile = read([0x3d, 0xd8, 0x00, 0xde])
    expect(smile('UTF-16')).toEqual({ text: '😀 U+1F600', size: 4 })
    expect(smile('UTF-16', 'be')).toEqual({ text: '㷘 U+3DD8', size: 2 })
    expect(read([0x3d, 0xd8, 0x41, 0x00])('UTF-16')).toBeNull()
  })

  it('[INS6] times, and addresses in their shortest form', () => {
    expect(read([0xd2, 0x02, 0x96, 0x49])('unix s')?.text).toBe('2009-02-13 23:31:30Z')
    const ms = new Uint8Array(8)
    new DataView(ms.buffer).setBigInt64(0, 1_790_000_000_123n)
    expect(read(ms)('unix ms', 'be')?.text).toBe('2026-09-21 14:13:20.123Z')
    expect(read(Array.from({ length: 8 }, () => 0x7f))('unix s, 64')).toBeNull()
    expect(read([127, 0, 0, 1])('IPv4')?.text).toBe('127.0.0.1')
    expect(read([0x20, 1, 0xd, 0xb8, ...Array.from({ length: 11 }, () => 0), 1])('IPv6')?.text).toBe(
      '2001:db8::1',
    )
  })
})
