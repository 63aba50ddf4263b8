import { ROW_BYTES } from '@tcpscope/shared/hex'
import { hexColumn, rowColumns, textColumn } from './rowText.ts'

/** The part of a drawn row that is to be marked: bytes `[from, to)` of the row at `y` (rows from the top). */
export interface RowPart {
  readonly y: number
  readonly from: number
  readonly to: number
}

/**
 * Which byte of a row is under a column, and which part of the row that is. Between cells the nearer byte
 * counts; left and right of both parts the first or the last.
 * @param column columns from the row's left edge, with a fraction
 */
export function byteAtColumn(column: number, digits: number): { index: number; part: 'hex' | 'text' } {
  const textStart = textColumn(0, digits)
  // The bar before the text still belongs to it, the blanks before the bar to the hex part.
  if (column >= textStart - 1) return { index: clamp(Math.floor(column - textStart)), part: 'text' }
  // The gap in the middle is one column wider: its left half belongs to byte 7, its right half to byte 8.
  const middle = hexColumn(8, digits) - 1
  const shifted = column >= middle ? column - 1 : column
  return { index: clamp(Math.floor((shifted - hexColumn(0, digits) + 0.5) / 3)), part: 'hex' }
}

/** An SVG path (columns by rows) that covers parts of rows in the hex and in the text part. */
export function partsPath(parts: readonly RowPart[], digits: number): string {
  let path = ''
  for (const { y, from, to } of parts) {
    if (to <= from) continue
    const hexStart = hexColumn(from, digits) - 0.3
    const hexWidth = hexColumn(to - 1, digits) + 2.3 - hexStart
    path += `M${round(hexStart)} ${y}h${round(hexWidth)}v1h${round(-hexWidth)}z`
    path += `M${textColumn(from, digits)} ${y}h${to - from}v1h${from - to}z`
  }
  return path
}

/**
 * An SVG path (columns by rows) with a hairline before each byte given. Where one byte of a row is given, the
 * line is a step: along the row's lower edge up to the byte, along its upper edge from it on. Where there are
 * more, the steps would make a grid of it: then there are ticks only.
 * @param starts row from the top, and byte in the row, 0..15; in order
 */
export function boundsPath(
  starts: readonly { readonly y: number; readonly index: number }[],
  digits: number,
): string {
  const left = hexColumn(0, digits) - 0.5
  const right = hexColumn(ROW_BYTES - 1, digits) + 2.5
  const text = textColumn(0, digits)
  return starts
    .map(({ y, index }, i) => {
      const alone = starts[i - 1]?.y !== y && starts[i + 1]?.y !== y
      if (index === 0 && alone) return `M0 ${y}H${rowColumns(digits)}`
      const at = hexColumn(index, digits) - (index === 8 ? 1 : 0.5)
      if (!alone) return `M${at} ${y}v1M${text + index} ${y}v1`
      return `M${left} ${y + 1}H${at}V${y}H${right}M${text} ${y + 1}H${text + index}V${y}H${text + ROW_BYTES}`
    })
    .join('')
}

/** Parts of drawn rows that a range of the stream covers; rows begin at multiples of the row width. */
export function rangeParts(start: number, end: number, firstRow: number, count: number): RowPart[] {
  const parts: RowPart[] = []
  const first = Math.max(firstRow, Math.floor(start / ROW_BYTES))
  const last = Math.min(firstRow + count - 1, Math.floor((end - 1) / ROW_BYTES))
  if (end <= start) return parts
  for (let row = first; row <= last; row++) {
    const base = row * ROW_BYTES
    parts.push({
      y: row - firstRow,
      from: Math.max(0, start - base),
      to: Math.min(ROW_BYTES, end - base),
    })
  }
  return parts
}

function clamp(index: number): number {
  return Math.max(0, Math.min(ROW_BYTES - 1, index))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
