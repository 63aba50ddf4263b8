import { array, assert, integer, nat, oneof, property, string, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characterLength, decodeText, TEXT_ENCODINGS, textCells } from './textCells.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('text cells', () => {
  it('[CELL1] show a character of several bytes in its first cell, also across the edges of a row', () => {
    expect(textCells('utf-8', utf8('aé€😀b'))).toEqual(['a', 'é', '', '€', '', '', '😀', '', '', '', 'b'])
    const euro = utf8('€')
    expect(textCells('utf-8', euro.subarray(0, 1), undefined, euro.subarray(1))).toEqual(['€'])
    expect(textCells('utf-8', euro.subarray(1), euro.subarray(0, 1))).toEqual(['', ''])
    // A euro sign that lacks its end is none; the letter behind it is one.
    expect(textCells('utf-8', Uint8Array.of(0xe2, 0x82, 0x41))).toEqual(['.', '.', 'A'])
  })

  it('[CELL2] are a dot for what would act on its neighbours or show nothing', () => {
    const hostile = '\u0000\u001b\u007f\u00a0\u00ad\u0301\u200b\u202e\u2028\ufeff'
    for (const character of hostile) {
      const cells = textCells('utf-8', utf8(character))
      expect(cells).toEqual(cells.map(() => '.'))
    }
    for (const encoding of TEXT_ENCODINGS) {
      const all = textCells(
        encoding,
        Uint8Array.from({ length: 256 }, (_, byte) => byte),
      )
      expect(all).toHaveLength(256)
      for (const cell of all) expect(cell).not.toMatch(/[^ \P{Z}]|\p{C}/u)
    }
  })

  it('[CELL3] know Latin-1 and EBCDIC', () => {
    expect(textCells('latin-1', Uint8Array.of(0x41, 0xe9, 0x9f, 0xff))).toEqual(['A', 'é', '.', 'ÿ'])
    const hello = Uint8Array.of(0xc8, 0x85, 0x93, 0x93, 0x96, 0x6b, 0x40, 0xf1, 0xf9, 0x5a, 0x00)
    expect(textCells('ebcdic', hello).join('')).toBe('Hello, 19!.')
    expect(decodeText('ebcdic', Uint8Array.of(0xc8, 0x15, 0xf9))).toBe('H\n9')
    expect(decodeText('latin-1', Uint8Array.of(0x80, 0xe9))).toBe('\u0080é')
  })

  it('[CELL4] agree with the decoder of the platform on every sequence of bytes', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const whole = (bytes: Uint8Array) => {
      try {
        return strict.decode(bytes).replace(/^./su, '') === '' && bytes.length > 0
      } catch {
        return false
      }
    }
    const lead = integer({ min: 0xc0, max: 0xff })
    const rest = array(oneof(integer({ min: 0x80, max: 0xbf }), nat(255)), { maxLength: 4 })
    assert(
      property(lead, rest, (first, others) => {
        const bytes = Uint8Array.of(first, ...others)
        const length = [1, 2, 3, 4].find((n) => n <= bytes.length && whole(bytes.subarray(0, n))) ?? 0
        expect(characterLength(bytes, 0)).toBe(length)
      }),
      { seed: 17, numRuns: 3000 },
    )
  })

  it('[CELL5] are the same wherever a row begins', () => {
    assert(
      property(
        array(oneof(string({ unit: 'grapheme', maxLength: 3 }).map(utf8), uint8Array({ maxLength: 3 })), {
          maxLength: 12,
        }),
        nat(40),
        (parts, cut) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
          const at = Math.min(cut, bytes.length)
          const whole = textCells('utf-8', bytes)
          const left = textCells('utf-8', bytes.subarray(0, at), undefined, bytes.subarray(at))
          const right = textCells('utf-8', bytes.subarray(at), bytes.subarray(0, at))
          expect([...left, ...right]).toEqual(whole)
        },
      ),
      { seed: 4242, numRuns: 1000 },
    )
  })
})
