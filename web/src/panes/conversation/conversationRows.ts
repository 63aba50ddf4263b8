import type { FrameRow, SessionMark } from '@tcpscope/shared/api'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import { besideRow } from '../../data/besideRow.ts'
import type { FrameSlot } from '../../data/frameCache.ts'
import { gapsIn } from '../../data/gaps.ts'
import { markAt } from '../../data/marksInIndex.ts'
import type { Slice } from '../../data/pageCache.ts'
import { rowText, type Line, type RowLayout, type RowPart } from '../../widgets/hexrows/index.ts'
import type { RecordRow } from './recordScroll.ts'
import { frameHeading, markHeading } from './recordWords.ts'

/** Rows in view, and what they show. */
export interface DrawnRows {
  readonly rows: readonly RecordRow[]
  readonly slot: (record: number) => FrameSlot
  /** Bytes of a frame a row. */
  readonly rowBytes: number
}

/** What the rows are made from. */
export interface RowSources {
  readonly layout: RowLayout
  readonly slot: (record: number) => FrameSlot
  readonly slice: (direction: Direction, start: number, end: number) => Slice
  readonly gaps: (direction: Direction) => readonly ByteRange[]
  readonly marks: readonly SessionMark[]
}

/** Records looked back from a mark or a frame for the frame before it. */
const LOOK_BACK = 64

/** Rows of a record: a heading, and the bytes of a frame. */
export function rowsOfSlot(slot: FrameSlot, rowBytes: number): number {
  return slot ? 1 + Math.ceil(slot.length / rowBytes) : 1
}

/** Bytes of a frame's row (row 1 holds the first ones), as offsets in the stream. */
export function bytesOfRow(
  frame: Pick<FrameRow, 'offset' | 'length'>,
  row: number,
  rowBytes: number,
): ByteRange {
  const start = frame.offset + (row - 1) * rowBytes
  return { start, end: Math.min(frame.offset + frame.length, start + rowBytes) }
}

/** The rows as text. `classOf` names the class of a heading, a mark and a row of bytes. */
export function conversationLines(
  rows: readonly RecordRow[],
  sources: RowSources,
  classOf: (kind: 'frame' | 'mark' | 'bytes' | 'loading', direction: Direction | null) => string,
): Line[] {
  const { layout } = sources
  return rows.map(({ record, row }) => {
    const slot = sources.slot(record)
    if (slot === undefined) return { text: '···', className: classOf('loading', null) }
    if (slot === null) {
      const mark = markAt(sources.marks, record, frameBefore(record, sources.slot))
      return { text: markHeading(mark), className: classOf('mark', null) }
    }
    const { direction } = slot
    if (row === 0)
      return {
        text: frameHeading(slot, frameBefore(record, sources.slot), layout.offsets),
        className: classOf('frame', direction),
      }
    const { start, end } = bytesOfRow(slot, row, layout.bytes)
    const gaps = gapsIn(sources.gaps(direction), start, end)
    const slice = (from: number, to: number) => sources.slice(direction, from, to)
    const { bytes } = slice(start, end)
    const near = layout.text === 'utf-8' ? besideRow(start, end, Infinity, slice) : undefined
    const offset = start - slot.offset
    const line = rowText({ layout, offset, count: end - start, bytes, ...near, start, gaps })
    return { ...line, className: classOf('bytes', direction) }
  })
}

function frameBefore(record: number, slot: (record: number) => FrameSlot): FrameRow | null {
  for (let at = record - 1; at >= 0 && at >= record - LOOK_BACK; at--) {
    const found = slot(at)
    if (found) return found
  }
  return null
}

/** The bytes of each direction that the rows show: what has to be fetched. */
export function bytesInRows({ rows, slot, rowBytes }: DrawnRows): Record<Direction, ByteRange[]> {
  const ranges: Record<Direction, ByteRange[]> = { upstream: [], downstream: [] }
  for (const { record, row } of rows) {
    const frame = slot(record)
    if (!frame || row === 0) continue
    const { start, end } = bytesOfRow(frame, row, rowBytes)
    const list = ranges[frame.direction]
    const last = list.at(-1)
    if (last && last.end === start) list[list.length - 1] = { start: last.start, end }
    else list.push({ start, end })
  }
  return ranges
}

/** The parts of the rows that are selected. */
export function selectedParts(
  { rows, slot, rowBytes }: DrawnRows,
  direction: Direction,
  range: ByteRange,
): RowPart[] {
  const parts: RowPart[] = []
  for (const [y, { record, row }] of rows.entries()) {
    const frame = slot(record)
    if (!frame || frame.direction !== direction || row === 0) continue
    const { start, end } = bytesOfRow(frame, row, rowBytes)
    const from = Math.max(start, range.start)
    const to = Math.min(end, range.end)
    if (from < to) parts.push({ y, from: from - start, to: to - start })
  }
  return parts
}
