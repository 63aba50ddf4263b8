/**
 * Bytes to text, exactly as Go's `encoding/hex.Dump` writes it: 16 bytes a row, an eight-digit offset, two
 * groups of eight, the printable ASCII between bars; a short last row is padded before its bars. The hex log
 * and the hex pane both take their text from here, so they agree forever. Source: Go's package encoding/hex.
 *
 *     00000010  73 65 72 76 65 72 20 72  65 61 64 79 0d 0a        |server ready..|
 */
export const ROW_BYTES = 16
/** Characters of a full row, its line feed included. */
export const ROW_TEXT = 79

const DIGITS = '0123456789abcdef'

/** `00`..`ff`, two characters a byte value. */
export const HEX_PAIRS: readonly string[] = Array.from(
  { length: 256 },
  (_, b) => DIGITS.charAt(b >> 4) + DIGITS.charAt(b & 15),
)

/** The character the text column shows for each byte value: itself from 0x20 to 0x7e, else a dot. */
export const ASCII_CELLS: readonly string[] = Array.from({ length: 256 }, (_, b) =>
  b >= 0x20 && b <= 0x7e ? String.fromCharCode(b) : '.',
)

/** A stream offset as eight (or, past 4 GiB, more) lower-case hex digits. */
export function formatOffset(offset: number): string {
  return offset.toString(16).padStart(8, '0')
}

/** Bytes of text that the dump of `length` bytes takes. */
export function dumpLength(length: number): number {
  const rest = length % ROW_BYTES
  return ((length - rest) / ROW_BYTES) * ROW_TEXT + (rest === 0 ? 0 : ROW_TEXT - ROW_BYTES + rest)
}

const SPACE = 0x20
const BAR = 0x7c
const LINE_FEED = 0x0a

/** For a byte value the two ASCII codes of its digits, as a little-endian 16-bit word. */
const PAIR_WORDS = new Uint16Array(
  Array.from({ length: 256 }, (_, b) => DIGITS.charCodeAt(b >> 4) | (DIGITS.charCodeAt(b & 15) << 8)),
)
const CELL_CODES = new Uint8Array(ASCII_CELLS.map((cell) => cell.charCodeAt(0)))

/** Where in a row the digits of its nth byte begin: the groups are one space further apart in the middle. */
const CELL_AT = new Uint8Array(Array.from({ length: ROW_BYTES }, (_, i) => 10 + i * 3 + (i >= 8 ? 1 : 0)))
const BAR_AT = 60

/**
 * Writes the dump of `source[from, from + length)` into `target` at `at`.
 * @param base the first row's offset; above 0 it must be a multiple of 16: the slice goes on a longer dump
 * @returns the position after the text; `dumpLength(length)` bytes must be free at `at`
 */
export function writeDump(
  source: Uint8Array,
  from: number,
  length: number,
  target: Uint8Array,
  at: number,
  base = 0,
): number {
  for (let done = 0; done < length; done += ROW_BYTES) {
    const count = Math.min(ROW_BYTES, length - done)
    let offset = base + done
    for (let digit = at + 7; digit >= at; digit--) {
      target[digit] = DIGITS.charCodeAt(offset & 15)
      offset = Math.floor(offset / 16)
    }
    target.fill(SPACE, at + 8, at + BAR_AT)
    const row = from + done
    const text = at + BAR_AT + 1
    for (let i = 0; i < count; i++) {
      const byte = source[row + i]!
      const pair = PAIR_WORDS[byte]!
      const cell = at + CELL_AT[i]!
      target[cell] = pair & 0xff
      target[cell + 1] = pair >> 8
      target[text + i] = CELL_CODES[byte]!
    }
    target[at + BAR_AT] = BAR
    target[text + count] = BAR
    target[text + count + 1] = LINE_FEED
    at = text + count + 2
  }
  return at
}

/** The dump as a string, for short texts. */
export function dump(source: Uint8Array): string {
  const text = new Uint8Array(dumpLength(source.length))
  writeDump(source, 0, source.length, text, 0)
  return new TextDecoder('latin1').decode(text)
}
