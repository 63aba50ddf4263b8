/**
 * Bytes as characters, one cell a byte, so that the text column of a hex dump stays a grid: a character of
 * several bytes stands in the cell of its first one, and the cells of its others are empty.
 */
export const TEXT_ENCODINGS = ['ascii', 'utf-8', 'latin-1', 'ebcdic'] as const
export type TextEncoding = (typeof TEXT_ENCODINGS)[number]

/** Bytes before and behind a row that may belong to its first and last character. */
export const CELL_CONTEXT = 3

/** What a cell shows for a byte that is no character, or none that can be drawn in one cell. */
const DOT = '.'
const NO_BYTES = new Uint8Array(0)
/** A byte order mark is bytes of the stream as all others. */
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Letters, digits, marks and signs that take a place and leave their neighbours alone. */
function isDrawn(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}\p{M}]/u.test(character)
}

/** IBM code page 037, the EBCDIC of the United States; `\0` where it has a control character. */
const EBCDIC_037 = [
  '\0'.repeat(64),
  ' \0âäàáãåçñ¢.<(+|',
  '&éêëèíîïìß!$*);¬',
  '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
  'øÉÊËÈÍÎÏÌ`:#@\'="',
  'Øabcdefghi«»ðýþ±',
  '°jklmnopqrªºæ¸Æ¤',
  'µ~stuvwxyz¡¿ÐÝÞ®',
  '^£¥·©§¶¼½¾[]¯¨´×',
  '{ABCDEFGHI\0ôöòóõ',
  '}JKLMNOPQR¹ûüùúÿ',
  '\\÷STUVWXYZ²ÔÖÒÓÕ',
  '0123456789³ÛÜÙÚ\0',
].join('')

/** The cell of each byte value in the encodings of one byte a character. */
const SINGLE: Readonly<Record<Exclude<TextEncoding, 'utf-8'>, readonly string[]>> = {
  ascii: cellsOf((byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\0')),
  'latin-1': cellsOf((byte) => String.fromCharCode(byte)),
  ebcdic: cellsOf((byte) => EBCDIC_037.charAt(byte)),
}

function cellsOf(character: (byte: number) => string): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => (isDrawn(character(byte)) ? character(byte) : DOT))
}

/**
 * The cells of a row's bytes: a character, a dot, or (only in UTF-8) '' for a byte that goes on the character
 * before it.
 * @param before the bytes in front of the row, and `after` those behind it, at least CELL_CONTEXT where there
 *   are as many: a character may begin or end there
 */
export function textCells(
  encoding: TextEncoding,
  bytes: Uint8Array,
  before: Uint8Array = NO_BYTES,
  after: Uint8Array = NO_BYTES,
): string[] {
  if (encoding !== 'utf-8') return Array.from(bytes, (byte) => SINGLE[encoding][byte]!)
  const near = before.subarray(Math.max(0, before.length - CELL_CONTEXT))
  const all = new Uint8Array(near.length + bytes.length + Math.min(CELL_CONTEXT, after.length))
  all.set(near)
  all.set(bytes, near.length)
  all.set(after.subarray(0, CELL_CONTEXT), near.length + bytes.length)
  const cells: string[] = []
  for (let at = 0; at < near.length + bytes.length;) {
    const length = characterLength(all, at)
    const character = length === 0 ? DOT : UTF_8.decode(all.subarray(at, at + length))
    cells.push(isDrawn(character) ? character : DOT)
    for (let i = 1; i < length; i++) cells.push(isDrawn(character) ? '' : DOT)
    at += Math.max(1, length)
  }
  return cells.slice(near.length, near.length + bytes.length)
}

/**
 * Bytes of the character that begins at `at` in UTF-8; 0 when none begins there. What the standard forbids is
 * none: overlong forms, surrogates, more than U+10FFFF.
 */
export function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]
  if (lead === undefined) return 0
  if (lead < 0x80) return 1
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/** Bytes as text, what is no character as U+FFFD. Line ends and other control characters stay what they are. */
export function decodeText(encoding: TextEncoding, bytes: Uint8Array): string {
  switch (encoding) {
    case 'ascii':
    case 'utf-8':
      return UTF_8.decode(bytes)
    case 'latin-1':
      // TextDecoder takes "latin1" for windows-1252.
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    case 'ebcdic':
      return Array.from(bytes, ebcdicCharacter).join('')
    default:
      return encoding satisfies never
  }
}

/** The control characters that text is made of; the others of EBCDIC mean nothing elsewhere. */
const EBCDIC_CONTROL: Readonly<Record<number, string>> = {
  0x05: '\t',
  0x0d: '\r',
  0x15: '\n',
  0x25: '\n',
  0x41: '\u00a0',
  0xca: '\u00ad',
}

function ebcdicCharacter(byte: number): string {
  const character = EBCDIC_037.charAt(byte)
  return character === '\0' ? (EBCDIC_CONTROL[byte] ?? '\uFFFD') : character
}
