import { useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import {
  byteAtColumn,
  type PointerPlace,
  rowColumns,
  type RowLayout,
  useRestingPointer,
} from '../../widgets/hexrows/index.ts'
import { bytesOfRow, type DrawnRows } from './conversationRows.ts'

interface RowPointer {
  /** What has the focus and catches the pointer, and what lies over the rows and is as wide as they are. */
  readonly surface: RefObject<HTMLElement | null>
  readonly sheet: RefObject<Element | null>
  readonly drawn: DrawnRows
  readonly layout: RowLayout
  readonly rowPx: number
  /** What is selected now: with Shift a click goes on from there. */
  readonly selected: { readonly direction: Direction; readonly range: ByteRange } | null
  /** A heading was clicked. */
  readonly onFrame: (record: number) => void
  /** Bytes were dragged over, or clicked. */
  readonly onBytes: (direction: Direction, range: ByteRange) => void
  /** The word at a byte was asked for. */
  readonly onWord: (direction: Direction, offset: number) => void
  /** The pointer is over a frame, or (null) over none. @returns what is to be said of it */
  readonly onPoint: (spot: Spot | null) => string
}

/** What is under the pointer. */
export interface Spot {
  readonly record: number
  readonly direction: Direction
  /** null: the frame's heading. */
  readonly offset: number | null
}

/** Turns the pointer over rows of the conversation into selections. @returns handlers for the surface */
export function useRowPointer(options: RowPointer) {
  const { surface, sheet, drawn, layout, rowPx, selected, onFrame, onBytes, onWord, onPoint } = options
  const anchor = useRef<{ direction: Direction; offset: number } | null>(null)

  const under = (event: PointerPlace): Spot | null => {
    const rect = sheet.current?.getBoundingClientRect()
    if (!rect || rect.width === 0) return null
    const row = drawn.rows[Math.floor((event.clientY - rect.top) / rowPx)]
    const frame = row && drawn.slot(row.record)
    if (!row || !frame) return null
    const { record, direction } = frame
    if (row.row === 0) return { record, direction, offset: null }
    const { start, end } = bytesOfRow(frame, row.row, drawn.rowBytes)
    const { index } = byteAtColumn(((event.clientX - rect.left) / rect.width) * rowColumns(layout), layout)
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
  const pointer = useRestingPointer((place) => (anchor.current ? null : onPoint(under(place))))
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
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      pointer.rests(event)
      if (anchor.current) selectTo(event)
    },
    onPointerLeave: () => {
      pointer.left()
      onPoint(null)
    },
    onClick: (event: MouseEvent) => {
      const spot = under(event)
      if (!spot || spot.offset === null || event.shiftKey) return
      if (event.detail === 2) onWord(spot.direction, spot.offset)
      if (event.detail === 3) onFrame(spot.record)
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
  }
}
