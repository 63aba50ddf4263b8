import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASCII_CELLS, HEX_PAIRS, ROW_TEXT, dump, dumpLength, formatOffset, writeDump } from './index.ts'

/**
 * The definition of Go's `encoding/hex.Dump`, written down once more and as plainly as can be: eight hex digits
 * of offset, two spaces, sixteen cells of two digits with one space behind each and one more behind the eighth,
 * a space, and the printable characters between bars. Cells that have no byte are blank.
 */
function definition(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    text += `${at.toString(16).padStart(8, '0')}  `
    for (let column = 0; column < 16; column++) {
      const byte = row[column]
      text += byte === undefined ? '   ' : `${byte.toString(16).padStart(2, '0')} `
      if (column === 7) text += ' '
    }
    const characters = row.map((byte) => (byte < 32 || byte > 126 ? '.' : String.fromCharCode(byte)))
    text += ` |${characters.join('')}|\n`
  }
  return text
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

describe('hex text', () => {
  it("[HEX1] is what the example in the documentation of Go's encoding/hex shows", () => {
    const content = new TextEncoder().encode('Go is an open source programming language.')
    expect(dump(content)).toBe(
      '00000000  47 6f 20 69 73 20 61 6e  20 6f 70 65 6e 20 73 6f  |Go is an open so|\n' +
        '00000010  75 72 63 65 20 70 72 6f  67 72 61 6d 6d 69 6e 67  |urce programming|\n' +
        '00000020  20 6c 61 6e 67 75 61 67  65 2e                    | language.|\n',
    )
  })

  it('[HEX2] agrees with the definition for every length from 0 to 257, all byte values passing by', () => {
    for (let length = 0; length <= 257; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff)
      expect(dump(bytes), `${length} bytes`).toBe(definition(bytes))
      expect(dumpLength(length), `length of the text of ${length} bytes`).toBe(definition(bytes).length)
    }
  })

  it('[HEX3] agrees with the definition for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(dump(bytes)).toBe(definition(bytes))
      }),
    )
  })

  it('[HEX4] any part of a buffer dumps from offset 0, anywhere in the target, and touches nothing else there', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(40),
        fc.nat(40),
        fc.nat(40),
        (part, before, after, at) => {
          const source = new Uint8Array(before + part.length + after).fill(0xaa)
          source.set(part, before)
          const length = dumpLength(part.length)
          const target = new Uint8Array(at + length + 5).fill(0x55)
          expect(writeDump(source, before, part.length, target, at)).toBe(at + length)
          expect(latin1(target.subarray(at, at + length))).toBe(definition(part))
          expect(target.subarray(0, at).every((b) => b === 0x55)).toBe(true)
          expect(target.subarray(at + length).every((b) => b === 0x55)).toBe(true)
        },
      ),
    )
  })

  it('[HEX5] offsets beyond 64 KiB have all their digits', () => {
    const rows = dump(new Uint8Array(0x12_345)).split('\n')
    expect(rows.at(-2)?.slice(0, 8)).toBe('00012340')
    expect(rows[0]).toHaveLength(ROW_TEXT - 1)
  })

  it('[HEX7] a long dump may be written in slices of whole rows: the same text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(20), (bytes, rows) => {
        const cut = Math.min(rows * 16, bytes.length)
        const target = new Uint8Array(dumpLength(bytes.length))
        const at = writeDump(bytes, 0, cut, target, 0)
        writeDump(bytes, cut, bytes.length - cut, target, at, cut)
        expect(latin1(target)).toBe(definition(bytes))
      }),
    )
  })

  it('[HEX6] the tables of the hex pane hold the very characters of the text', () => {
    for (let byte = 0; byte < 256; byte++) {
      const row = definition(Uint8Array.of(byte))
      expect(HEX_PAIRS[byte]).toBe(row.slice(10, 12))
      expect(ASCII_CELLS[byte]).toBe(row.slice(61, 62))
    }
    expect(formatOffset(0x10)).toBe('00000010')
    expect(formatOffset(0x1_2345_6789)).toBe('123456789')
  })
})
