import { describe, expect, it } from 'vitest'
import { wordAt, WORD_REACH } from './byteWords.ts'

const bytes = new TextEncoder().encode('GET /index_1.html  HTTP\r\n\0\0\0caf\u00e9!\u0001\u0002')
const slice = (start: number, end: number) => ({ bytes: bytes.subarray(start, end) })
const word = (offset: number, gaps: { start: number; end: number }[] = []) => {
  const { start, end } = wordAt(offset, bytes.length, slice, gaps)
  return new TextDecoder().decode(bytes.subarray(start, end))
}

const zeros = (start: number, end: number) => ({ bytes: new Uint8Array(end - start) })

describe('words of bytes', () => {
  it('[BWORD1] bytes of a kind go together: letters and digits, blanks, zeros, signs, others', () => {
    const at = (text: string) => new TextDecoder().decode(bytes).indexOf(text)
    expect([0, 1, 2].map((offset) => word(offset))).toEqual(['GET', 'GET', 'GET'])
    expect(word(at('dex'))).toBe('index_1')
    expect(word(at('  '))).toBe('  ')
    expect(word(at('\r'))).toBe('\r\n')
    expect(word(at('\0') + 1)).toBe('\0\0\0')
    expect(word(at('caf'))).toBe('café')
    expect(word(bytes.length - 1)).toBe('\u0001\u0002')
  })

  it('[BWORD2] a gap is a word, and no word goes over one', () => {
    const gaps = [{ start: 7, end: 9 }]
    expect(wordAt(8, bytes.length, slice, gaps)).toEqual({ start: 7, end: 9 })
    expect(word(5, gaps)).toBe('in')
    expect(word(9, gaps)).toBe('x_1')
  })

  it('[BWORD3] ends where nothing is known, and within its reach', () => {
    expect(wordAt(4, 10, () => ({ bytes: new Uint8Array(0) }), [])).toEqual({ start: 4, end: 5 })
    expect(wordAt(1e9, 1e10, zeros, [])).toEqual({ start: 1e9 - WORD_REACH, end: 1e9 + WORD_REACH })
  })
})
