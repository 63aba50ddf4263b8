import { hexColumn, rowColumns, textColumn, type RowLayout } from './rowLayout.ts'

/** The part of a drawn row that is to be marked: bytes `[from, to)` of the row at `y` (rows from the top). */
export interface RowPart {
  readonly y: number
  readonly from: number
  readonly to: number
}

/** An SVG path (columns by rows) that covers parts of rows in the hex and in the text part. */
export function partsPath(parts: readonly RowPart[], layout: RowLayout): string {
  let path = ''
  for (const { y, from, to } of parts) {
    if (to <= from) continue
    const hexStart = hexColumn(from, layout) - 0.3
    const hexWidth = hexColumn(to - 1, layout) + 2.3 - hexStart
    path += `M${round(hexStart)} ${y}h${round(hexWidth)}v1h${round(-hexWidth)}z`
    path += `M${textColumn(from, layout)} ${y}h${to - from}v1h${from - to}z`
  }
  return path
}

/** An SVG path (columns by rows) of lines under parts of rows, in the hex and in the text part. */
export function underlinePath(parts: readonly RowPart[], layout: RowLayout): string {
  let path = ''
  for (const { y, from, to } of parts) {
    if (to <= from) continue
    const hexStart = hexColumn(from, layout) - 0.3
    const hexWidth = hexColumn(to - 1, layout) + 2.3 - hexStart
    const line = round(y + 0.94)
    path += `M${round(hexStart)} ${line}h${round(hexWidth)}M${textColumn(from, layout)} ${line}h${to - from}`
  }
  return path
}

/**
 * An SVG path (columns by rows) with a hairline before each byte given. Where one byte of a row is given, the
 * line is a step: along the row's lower edge up to the byte, along its upper edge from it on. Where there are
 * more, the steps would make a grid of it: then there are ticks only.
 * @param starts row from the top, and byte in the row; in order
 */
export function boundsPath(
  starts: readonly { readonly y: number; readonly index: number }[],
  layout: RowLayout,
): string {
  const left = hexColumn(0, layout) - 0.5
  const right = hexColumn(layout.bytes - 1, layout) + 2.5
  const text = textColumn(0, layout)
  return starts
    .map(({ y, index }, i) => {
      const alone = starts[i - 1]?.y !== y && starts[i + 1]?.y !== y
      if (index === 0 && alone) return `M0 ${y}H${rowColumns(layout)}`
      const at = hexColumn(index, layout) - (index > 0 && index % 8 === 0 ? 1 : 0.5)
      if (!alone) return `M${at} ${y}v1M${text + index} ${y}v1`
      return `M${left} ${y + 1}H${at}V${y}H${right}M${text} ${y + 1}H${text + index}V${y}H${text + layout.bytes}`
    })
    .join('')
}

/** Of a zigzag line: columns a step takes, and how far it goes to either side, in rows and (standing) in columns. */
const TOOTH = { wide: 1, rows: 0.12, columns: 0.3 }

/**
 * An SVG path (columns by rows) of a torn edge before each byte given: the step of `boundsPath`, as a zigzag. For the
 * two ends of what is missing.
 * @param edges row from the top, and byte in the row
 */
export function tornPath(
  edges: readonly { readonly y: number; readonly index: number }[],
  layout: RowLayout,
): string {
  let path = ''
  for (const { y, index } of edges) {
    const left = hexColumn(0, layout) - 0.5
    const right = hexColumn(layout.bytes - 1, layout) + 2.5
    const at = index === 0 ? left : hexColumn(index, layout) - (index % 8 === 0 ? 1 : 0.5)
    const text = textColumn(0, layout)
    path += tornStep(left, at, right, y) + tornStep(text, text + index, text + layout.bytes, y)
  }
  return path
}

/** Along the lower edge of a row up to a column, up there, and along its upper edge from it on. */
function tornStep(left: number, at: number, right: number, y: number): string {
  let path = ''
  let side = 1
  const lying = (from: number, to: number, edge: number) => {
    path += `${path === '' ? 'M' : 'L'}${round(from)} ${round(edge)}`
    for (let x = from + TOOTH.wide; x < to; x += TOOTH.wide) {
      path += `L${round(x)} ${round(edge + side * TOOTH.rows)}`
      side = -side
    }
    path += `L${round(to)} ${round(edge)}`
  }
  if (at > left) {
    lying(left, at, y + 1)
    path += `L${round(at + TOOTH.columns)} ${y + 0.75}L${round(at - TOOTH.columns)} ${y + 0.5}`
    path += `L${round(at + TOOTH.columns)} ${y + 0.25}`
  }
  lying(at, right, y)
  return path
}

/**
 * Parts of drawn rows that a range of the stream covers; rows begin at multiples of the row width.
 * @param firstRow the row at the top, `count` rows are drawn, of `bytes` bytes each
 */
export function rangeParts(
  { start, end }: { readonly start: number; readonly end: number },
  firstRow: number,
  count: number,
  bytes: number,
): RowPart[] {
  const parts: RowPart[] = []
  const first = Math.max(firstRow, Math.floor(start / bytes))
  const last = Math.min(firstRow + count - 1, Math.floor((end - 1) / bytes))
  if (end <= start) return parts
  for (let row = first; row <= last; row++) {
    const base = row * bytes
    parts.push({
      y: row - firstRow,
      from: Math.max(0, start - base),
      to: Math.min(bytes, end - base),
    })
  }
  return parts
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
