import { useRef, type PointerEvent, type RefObject } from 'react'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import type { FrameSlot } from '../../data/frameCache.ts'
import { byteAtColumn, LOG_LAYOUT, rowColumns } from '../../widgets/hexrows/index.ts'
import { bytesOfRow } from './conversationRows.ts'
import type { RecordRow } from './recordScroll.ts'

const COLUMNS = rowColumns(LOG_LAYOUT)

interface RowPointer {
  /** What has the focus and catches the pointer, and what lies over the rows and is as wide as they are. */
  readonly surface: RefObject<HTMLElement | null>
  readonly sheet: RefObject<Element | null>
  readonly rows: readonly RecordRow[]
  readonly rowPx: number
  readonly slot: (record: number) => FrameSlot
  /** What is selected now: with Shift a click goes on from there. */
  readonly selected: { readonly direction: Direction; readonly range: ByteRange } | null
  /** A heading was clicked. */
  readonly onFrame: (record: number) => void
  /** Bytes were dragged over, or clicked. */
  readonly onBytes: (direction: Direction, range: ByteRange) => void
}

interface Spot {
  readonly record: number
  readonly direction: Direction
  /** null: the frame's heading. */
  readonly offset: number | null
}

/** Turns the pointer over rows of the conversation into selections. @returns handlers for the surface */
export function useRowPointer(options: RowPointer) {
  const { surface, sheet, rows, rowPx, slot, selected, onFrame, onBytes } = options
  const anchor = useRef<{ direction: Direction; offset: number } | null>(null)

  const under = (event: PointerEvent): Spot | null => {
    const rect = sheet.current?.getBoundingClientRect()
    if (!rect || rect.width === 0) return null
    const row = rows[Math.floor((event.clientY - rect.top) / rowPx)]
    const frame = row && slot(row.record)
    if (!row || !frame) return null
    const { record, direction } = frame
    if (row.row === 0) return { record, direction, offset: null }
    const { start, end } = bytesOfRow(frame, row.row)
    const { index } = byteAtColumn(((event.clientX - rect.left) / rect.width) * COLUMNS, LOG_LAYOUT)
    return { record, direction, offset: Math.min(end - 1, start + index) }
  }
  const selectTo = (event: PointerEvent) => {
    const spot = under(event)
    const from = anchor.current
    if (!from || spot?.direction !== from.direction || spot.offset === null) return
    const start = Math.min(from.offset, spot.offset)
    const end = Math.max(from.offset, spot.offset) + 1
    const same = selected?.range.start === start && selected.range.end === end
    if (!same || selected.direction !== from.direction) onBytes(from.direction, { start, end })
  }
  const letGo = () => {
    anchor.current = null
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      const spot = event.button === 0 ? under(event) : null
      if (!spot) return
      event.preventDefault()
      surface.current?.focus({ preventScroll: true })
      if (spot.offset === null) return onFrame(spot.record)
      surface.current?.setPointerCapture(event.pointerId)
      const { direction, offset } = spot
      const goesOn = event.shiftKey && selected?.direction === direction
      anchor.current = { direction, offset: goesOn ? selected.range.start : offset }
      selectTo(event)
    },
    onPointerMove: selectTo,
    onPointerUp: letGo,
    onPointerCancel: letGo,
  }
}
