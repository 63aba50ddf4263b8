import { dump } from '@tcpscope/shared/hex'
import { describe, expect, it } from 'vitest'
import { hexColumn, LOG_LAYOUT, offsetDigits, rowColumns, textColumn, type RowLayout } from './rowLayout.ts'
import { rowText, type RowSource } from './rowText.ts'

const row = (bytes: Uint8Array, more: Partial<RowSource> = {}) =>
  rowText({ layout: LOG_LAYOUT, offset: 0, count: bytes.length, bytes, start: 0, gaps: [], ...more })
const laidOut = (layout: Partial<RowLayout>) => ({ layout: { ...LOG_LAYOUT, ...layout } })

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
    expect(offsetDigits(10 ** 9 + 1, 'decimal')).toBe(10)
    const low = row(Uint8Array.of(0x41), { ...laidOut({ digits: 9 }), offset: 16 }).text
    const high = row(Uint8Array.of(0x41), { ...laidOut({ digits: 9 }), offset: 2 ** 32 }).text
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
      { look: 'gap', start: hexColumn(1, LOG_LAYOUT), end: hexColumn(2, LOG_LAYOUT) + 2 },
      { look: 'gap', start: textColumn(1, LOG_LAYOUT), end: textColumn(3, LOG_LAYOUT) },
      { look: 'loading', start: hexColumn(4, LOG_LAYOUT), end: hexColumn(5, LOG_LAYOUT) + 2 },
      { look: 'loading', start: textColumn(4, LOG_LAYOUT), end: textColumn(6, LOG_LAYOUT) },
    ])
  })

  it('[ROWT4] names the columns of every byte', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => 0x61 + i)
    const { text } = row(bytes)
    expect(text).toHaveLength(rowColumns(LOG_LAYOUT))
    for (let i = 0; i < 16; i++) {
      expect(text.slice(hexColumn(i, LOG_LAYOUT), hexColumn(i, LOG_LAYOUT) + 2)).toBe((0x61 + i).toString(16))
      expect(text[textColumn(i, LOG_LAYOUT)]).toBe(String.fromCharCode(0x61 + i))
    }
  })

  it('[ROWT5] of 8 and 32 bytes, with decimal offsets', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => 0x41 + i)
    expect(row(bytes.subarray(0, 8), laidOut({ bytes: 8 })).text).toBe(
      '00000000  41 42 43 44 45 46 47 48  |ABCDEFGH|',
    )
    const wide = row(bytes, { ...laidOut({ bytes: 32, offsets: 'decimal' }), offset: 320 }).text
    expect(wide).toBe(
      '     320  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  51 52 53 54 55 56 57 58  59 5a 5b 5c 5d 5e 5f 60' +
        '  |ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`|',
    )
  })

  it('[ROWT6] a character that has no place in the line is drawn over it, in the cell of its first byte', () => {
    const bytes = new TextEncoder().encode('é日😀!')
    const { text, runs, glyphs } = row(bytes, laidOut({ text: 'utf-8' }))
    expect(text).toBe(`${'00000000  c3 a9 e6 97 a5 f0 9f 98  80 21'.padEnd(60)}|é        !|`)
    expect(glyphs).toEqual([
      { column: textColumn(2, LOG_LAYOUT), character: '日' },
      { column: textColumn(5, LOG_LAYOUT), character: '😀' },
    ])
    expect(runs).toEqual([])
  })
})
