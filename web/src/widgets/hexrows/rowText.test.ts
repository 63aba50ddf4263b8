import { dump } from '@tcpscope/shared/hex'
import { describe, expect, it } from 'vitest'
import { hexColumn, offsetDigits, rowColumns, rowText, textColumn } from './rowText.ts'

const row = (bytes: Uint8Array, more: object = {}) =>
  rowText({ offset: 0, digits: 8, count: bytes.length, bytes, start: 0, gaps: [], ...more })

describe('row text', () => {
  it('[ROWT1] is exactly the line of the hex log, for every length and byte value', () => {
    for (let first = 0; first < 256; first += 16) {
      for (let count = 1; count <= 16; count++) {
        const bytes = Uint8Array.from({ length: count }, (_, i) => first + i)
        expect(`${row(bytes).text}\n`).toBe(dump(bytes))
      }
    }
  })

  it('[ROWT2] lines up past 4 GiB', () => {
    expect(offsetDigits(0)).toBe(8)
    expect(offsetDigits(2 ** 32)).toBe(8)
    expect(offsetDigits(2 ** 32 + 1)).toBe(9)
    const low = row(Uint8Array.of(0x41), { digits: 9, offset: 16 }).text
    const high = row(Uint8Array.of(0x41), { digits: 9, offset: 2 ** 32 }).text
    expect(low.slice(0, 13)).toBe('000000010  41')
    expect(high.slice(0, 13)).toBe('100000000  41')
  })

  it('[ROWT3] never shows a gap or an unknown byte as a value', () => {
    const { text, runs } = row(Uint8Array.of(0x41, 0, 0, 0x42), {
      count: 6,
      start: 100,
      gaps: [{ start: 101, end: 103 }],
    })
    expect(text).toBe(`${'00000000  41 -- -- 42 ·· ··'.padEnd(60)}|A--B··|`)
    expect(runs).toEqual([
      { look: 'gap', start: hexColumn(1, 8), end: hexColumn(2, 8) + 2 },
      { look: 'gap', start: textColumn(1, 8), end: textColumn(3, 8) },
      { look: 'loading', start: hexColumn(4, 8), end: hexColumn(5, 8) + 2 },
      { look: 'loading', start: textColumn(4, 8), end: textColumn(6, 8) },
    ])
  })

  it('[ROWT4] names the columns of every byte', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => 0x61 + i)
    const { text } = row(bytes)
    expect(text).toHaveLength(rowColumns(8))
    for (let i = 0; i < 16; i++) {
      expect(text.slice(hexColumn(i, 8), hexColumn(i, 8) + 2)).toBe((0x61 + i).toString(16))
      expect(text[textColumn(i, 8)]).toBe(String.fromCharCode(0x61 + i))
    }
  })
})
