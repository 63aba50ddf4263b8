import type { FrameRow } from '@tcpscope/shared/api'
import type { ByteRange } from '@tcpscope/shared/base'
import { besideRow } from '../../data/besideRow.ts'
import { gapAt, gapsIn } from '../../data/gaps.ts'
import type { Slice } from '../../data/pageCache.ts'
import { rangeParts, rowText, type Line, type RowLayout, type RowPart } from '../../widgets/hexrows/index.ts'

/** Rows in view: `count` of them from row `first` on, of a stream of `length` bytes. */
export interface HexWindow {
  readonly first: number
  readonly count: number
  readonly length: number
  readonly layout: RowLayout
}

/** The bytes that the rows of a window hold. */
export function bytesInView({ first, count, length, layout }: HexWindow): ByteRange {
  const start = Math.min(length, first * layout.bytes)
  return { start, end: Math.max(start, Math.min(length, (first + count) * layout.bytes)) }
}

/** The same, and where the frame before the first byte ends: times are counted from it. */
export function framesToKnow(window: HexWindow, gaps: readonly ByteRange[]): ByteRange {
  const { start, end } = bytesInView(window)
  const before = Math.max(0, start - 1)
  return { start: Math.max(0, (gapAt(gaps, before)?.start ?? before + 1) - 1), end }
}

/** What to fetch for a window: a little more than is seen, so that scrolling on finds it there. */
export function bytesToFetch(window: HexWindow): ByteRange {
  const { start, end } = bytesInView(window)
  const more = 4 * (end - start)
  return { start: Math.max(0, start - more), end: Math.min(window.length, end + more) }
}

/** The rows of a window as text, and why some of their bytes could not be read (null: nothing failed). */
export function hexLines(
  window: HexWindow,
  slice: (start: number, end: number) => Slice,
  gaps: readonly ByteRange[],
): { lines: Line[]; error: string | null } {
  const lines: Line[] = []
  let error: string | null = null
  const { layout } = window
  const { start: from, end: to } = bytesInView(window)
  for (let start = from; start < to; start += layout.bytes) {
    const end = Math.min(to, start + layout.bytes)
    const known = slice(start, end)
    error ??= known.error
    const touching = gapsIn(gaps, start, end)
    const near = layout.text === 'utf-8' ? besideRow(start, end, window.length, slice) : undefined
    const count = end - start
    lines.push(rowText({ layout, offset: start, count, bytes: known.bytes, ...near, start, gaps: touching }))
  }
  return { lines, error }
}

/** Rows of a window in which a gap of the capture begins, and the gap; counted from the window's top. */
export function gapLabels(
  gaps: readonly ByteRange[],
  window: HexWindow,
): { readonly y: number; readonly gap: ByteRange }[] {
  const { start, end } = bytesInView(window)
  return gapsIn(gaps, start, end)
    .map((gap) => ({ y: Math.floor(gap.start / window.layout.bytes) - window.first, gap }))
    .filter(({ y }) => y >= 0)
}

/** What a window shows of gaps: the parts of its rows, and where (rows from its top, bytes in the row) gaps begin and end. */
export function gapShapes(
  gaps: readonly ByteRange[],
  window: HexWindow,
): { readonly parts: readonly RowPart[]; readonly edges: readonly { y: number; index: number }[] } {
  const { bytes } = window.layout
  const seen = bytesInView(window)
  const shown = gapsIn(gaps, seen.start, seen.end)
  return {
    parts: shown.flatMap((gap) => rangeParts(gap, window.first, window.count, bytes)),
    edges: shown
      .flatMap(({ start, end }) => [start, end])
      .map((offset) => ({ y: Math.floor(offset / bytes) - window.first, index: offset % bytes }))
      // The end of a last row is the upper edge of the one below it.
      .filter(({ y, index }) => y >= 0 && (y < window.count || (y === window.count && index === 0))),
  }
}

/** A label in the gutter: the frames that begin in one row, or the one that goes on in the first row. */
export interface GutterLabel {
  /** Row from the top of the window. */
  readonly y: number
  readonly first: FrameRow
  /** When it was read, counted from the frame before it in the same direction, ns; null: none is, or none is known. */
  readonly sinceBeforeNs: number | null
  /** How many frames begin in the row; 0: the first has begun above the window. */
  readonly count: number
}

/**
 * The frames that begin in a window: one label a row. Before them, when the first row is in the midst of one, that frame:
 * of long ones there is otherwise nothing to see but their bytes.
 * @param frames in order, the one before the first that begins in the window among them
 * @param top the first row that is whole in view, from the top of the window
 */
export function gutterLabels(frames: readonly FrameRow[], window: HexWindow, top = 0): GutterLabel[] {
  const { first, count, layout } = window
  const labels: GutterLabel[] = []
  let above: GutterLabel | null = null
  for (const [i, frame] of frames.entries()) {
    const y = Math.floor(frame.offset / layout.bytes) - first
    if (y >= count) continue
    const last = labels.at(-1)
    if (last?.y === y) labels[labels.length - 1] = { ...last, count: last.count + 1 }
    else {
      const before = frames[i - 1]
      const sinceBeforeNs = before?.number === frame.number - 1 ? frame.readNs - before.readNs : null
      if (y >= 0) labels.push({ y, first: frame, sinceBeforeNs, count: 1 })
      else above = { y: top, first: frame, sinceBeforeNs, count: 0 }
    }
  }
  const topOffset = (first + top) * layout.bytes
  const goesOn = above !== null && above.first.offset + above.first.length > topOffset
  if (above && goesOn && !labels.some(({ y }) => y <= top)) labels.unshift(above)
  return labels
}

/** Where frames begin in a window, as rows from its top and bytes in the row. */
export function frameBounds(
  frames: readonly FrameRow[],
  window: HexWindow,
): { readonly y: number; readonly index: number }[] {
  const { bytes } = window.layout
  return frames
    .map(({ offset }) => ({ y: Math.floor(offset / bytes) - window.first, index: offset % bytes }))
    .filter(({ y }) => y >= 0 && y < window.count)
}
