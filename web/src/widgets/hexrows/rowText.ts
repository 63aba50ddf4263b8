import type { ByteRange } from '@tcpscope/shared/base'
import { ASCII_CELLS, formatOffset, HEX_PAIRS, ROW_BYTES } from '@tcpscope/shared/hex'

/** What a byte looks like: 00, printable, any other, missing from the capture, not loaded yet. */
export type ByteLook = 'zero' | 'text' | 'other' | 'gap' | 'loading'

/** Characters `[start, end)` of a row's text that look alike. Printable ones are not listed: they are normal. */
export interface LookRun {
  readonly look: Exclude<ByteLook, 'text'>
  readonly start: number
  readonly end: number
}

export interface RowText {
  readonly text: string
  readonly runs: readonly LookRun[]
}

export interface RowSource {
  /** Shown before the bytes, and padded to `digits` hex digits (8, or more past 4 GiB). */
  readonly offset: number
  readonly digits: number
  /** Bytes the row has, 1..16, and the first of them as far as they are known. */
  readonly count: number
  readonly bytes: Uint8Array
  /** Where the row begins in its stream, and the gaps of that stream that touch it. */
  readonly start: number
  readonly gaps: readonly ByteRange[]
}

/** Digits of the offsets of a stream, so that all its rows line up. */
export function offsetDigits(length: number): number {
  return formatOffset(Math.max(0, length - 1)).length
}

/** Column of the first digit of a row's nth byte: the same grid as the hex log's. */
export function hexColumn(index: number, digits: number): number {
  return digits + 2 + index * 3 + (index >= 8 ? 1 : 0)
}

/** Column of a row's nth byte in the text part. */
export function textColumn(index: number, digits: number): number {
  return digits + 53 + index
}

/** Columns of a full row. */
export function rowColumns(digits: number): number {
  return textColumn(ROW_BYTES, digits) + 1
}

/**
 * One row of text: for known bytes exactly the line of the hex log. A byte in a gap reads `--`, one that is
 * not loaded `··`, so neither can be taken for a value.
 */
export function rowText({ offset, digits, count, bytes, start, gaps }: RowSource): RowText {
  let hex = formatOffset(offset).padStart(digits, '0') + ' '
  let text = ''
  const looks: ByteLook[] = []
  for (let i = 0; i < ROW_BYTES; i++) {
    hex += i === 8 ? '  ' : ' '
    if (i >= count) {
      hex += '  '
      continue
    }
    const at = start + i
    const byte = bytes[i]
    if (gaps.some((gap) => at >= gap.start && at < gap.end)) {
      hex += '--'
      text += '-'
      looks.push('gap')
    } else if (byte === undefined) {
      hex += '··'
      text += '·'
      looks.push('loading')
    } else {
      hex += HEX_PAIRS[byte]!
      text += ASCII_CELLS[byte]!
      looks.push(byte === 0 ? 'zero' : byte >= 0x20 && byte <= 0x7e ? 'text' : 'other')
    }
  }
  return { text: `${hex}  |${text}|`, runs: runsOf(looks, digits) }
}

function runsOf(looks: readonly ByteLook[], digits: number): LookRun[] {
  const runs: LookRun[] = []
  for (let first = 0; first < looks.length;) {
    const look = looks[first]!
    let last = first
    while (looks[last + 1] === look) last++
    if (look !== 'text') {
      runs.push({ look, start: hexColumn(first, digits), end: hexColumn(last, digits) + 2 })
      runs.push({ look, start: textColumn(first, digits), end: textColumn(last, digits) + 1 })
    }
    first = last + 1
  }
  return runs
}
