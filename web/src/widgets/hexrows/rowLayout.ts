import type { TextEncoding } from '../../base/textCells.ts'

/**
 * How rows are written: an offset, so many bytes as hex digits in groups of eight, and the same as text.
 *
 *     00000010  73 65 72 76 65 72 20 72  65 61 64 79 0d 0a        |server ready..|
 */
export interface RowLayout {
  /** Bytes a row: a multiple of 8. */
  readonly bytes: number
  /** Characters of the offset. */
  readonly digits: number
  /** Offsets are hex with zeros before them, or decimal with blanks. */
  readonly offsets: 'hex' | 'decimal'
  readonly text: TextEncoding
}

/** The rows of the hex log. */
export const LOG_LAYOUT: RowLayout = { bytes: 16, digits: 8, offsets: 'hex', text: 'ascii' }

const GROUP = 8
/** Columns of a group of bytes, the wider gap behind it included. */
const GROUP_COLUMNS = 3 * GROUP + 1

/** Characters that the offsets of a stream of `length` bytes take, so that all its rows line up. */
export function offsetDigits(length: number, offsets: RowLayout['offsets'] = 'hex'): number {
  const last = Math.max(0, length - 1)
  return Math.max(8, last.toString(offsets === 'hex' ? 16 : 10).length)
}

/** An offset as rows show it. @param digits characters it takes at least */
export function offsetText(
  offset: number,
  { digits, offsets }: Pick<RowLayout, 'digits' | 'offsets'>,
): string {
  return offsets === 'hex' ? offset.toString(16).padStart(digits, '0') : String(offset).padStart(digits)
}

/** Column of the first digit of a row's nth byte; of 16 bytes a row the same grid as the hex log's. */
export function hexColumn(index: number, { digits }: RowLayout): number {
  return digits + 2 + index * 3 + Math.floor(index / GROUP)
}

/** Column of a row's nth byte in the text part. */
export function textColumn(index: number, layout: RowLayout): number {
  return hexColumn(layout.bytes, layout) + 1 + index
}

/** Columns of a full row. */
export function rowColumns(layout: RowLayout): number {
  return textColumn(layout.bytes, layout) + 1
}

/**
 * Which byte of a row is under a column, and which part of the row that is. Between cells the nearer byte
 * counts; left and right of both parts the first or the last.
 * @param column columns from the row's left edge, with a fraction
 */
export function byteAtColumn(column: number, layout: RowLayout): { index: number; part: 'hex' | 'text' } {
  const last = layout.bytes - 1
  const textStart = textColumn(0, layout)
  // The bar before the text still belongs to it, the blanks before the bar to the hex part.
  if (column >= textStart - 1) return { index: clamp(Math.floor(column - textStart), 0, last), part: 'text' }
  const from = column - hexColumn(0, layout)
  // Of the two blanks between groups the left one belongs to the byte before, the right one to the byte behind.
  const group = clamp(Math.floor((from + 1) / GROUP_COLUMNS), 0, layout.bytes / GROUP - 1)
  const inGroup = clamp(Math.floor((from - group * GROUP_COLUMNS + 0.5) / 3), 0, GROUP - 1)
  return { index: group * GROUP + inGroup, part: 'hex' }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
