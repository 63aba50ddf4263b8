import {
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import type { ByteRange } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'
import { ownKeys } from '../../base/keys.ts'
import {
  boundsPath,
  byteAtColumn,
  partsPath,
  rangeParts,
  rowColumns,
  RowGlyphs,
  RowLines,
  tornPath,
  type PointerPlace,
  useRestingPointer,
  type Line,
} from '../../widgets/hexrows/index.ts'
import { notesAt } from '../../widgets/bytes/notePaths.ts'
import type { ByteCursor } from './byteCursor.ts'
import { Gutter } from './Gutter.tsx'
import type { gapShapes, GutterLabel, HexWindow } from './hexView.ts'
import { noteFlags, noteLines } from './noteMarks.ts'
import classes from './HexPane.module.css'

interface HexViewportProps {
  readonly id: string
  readonly surface: RefObject<HTMLDivElement | null>
  readonly label: string
  readonly window: HexWindow
  readonly lines: readonly Line[]
  readonly labels: readonly GutterLabel[]
  readonly gaps: readonly { readonly y: number; readonly gap: ByteRange }[]
  /** Bytes that are missing in view, and the edges of what is. */
  readonly missing: ReturnType<typeof gapShapes>
  readonly bounds: readonly { readonly y: number; readonly index: number }[]
  /** Notes on bytes of the stream, by place. */
  readonly notes: readonly Note[]
  readonly shiftPx: number
  readonly rowPx: number
  readonly selected: ByteRange | null
  /** Bytes that are pointed at elsewhere. */
  readonly marked: ByteRange | null
  /** Which times the gutter shows. */
  readonly times: 'delta' | 'start'
  readonly cursor: () => ByteCursor | null
  readonly onSelect: (cursor: ByteCursor) => void
  /** The word, or the frame, at a byte was asked for. */
  readonly onPick: (what: 'word' | 'frame', offset: number) => void
  /** @returns whether the key was taken */
  readonly onKey: (event: KeyboardEvent) => boolean
  /** The pointer is over a byte; null: over none any more. */
  readonly onPoint: (offset: number | null) => void
  /** Drawn over the rows, in columns and rows: what other panes point at. */
  readonly preview: ReactNode
  /** The pointer was dragged past an edge: scroll by so many rows. */
  readonly onDragOut: (rows: number) => void
  readonly children: ReactNode
}

/** Draws the rows of a window and turns pointer and keys into a selection. */
export function HexViewport(props: HexViewportProps) {
  const { id, surface, label, window, lines, labels, gaps, bounds, notes, shiftPx, rowPx, selected } = props
  const overlay = useRef<SVGSVGElement>(null)
  const anchor = useRef<number | null>(null)
  const { layout } = window
  const columns = rowColumns(layout)

  const rowAt = (event: PointerPlace, top: number) =>
    Math.max(0, Math.min(window.count - 1, Math.floor((event.clientY - top) / rowPx)))
  /** The byte under the pointer, clamped to what is there; undefined when there is none. */
  const byteAt = (event: PointerPlace): number | undefined => {
    const rect = overlay.current?.getBoundingClientRect()
    if (!rect || window.length === 0 || rect.width === 0) return undefined
    const row = rowAt(event, rect.top)
    const { index } = byteAtColumn(((event.clientX - rect.left) / rect.width) * columns, layout)
    return Math.min(window.length - 1, (window.first + row) * layout.bytes + index)
  }
  /** In the gutter: a byte of the frame that begins beside the pointer, or goes on there. */
  const frameAt = (event: MouseEvent): number | undefined => {
    const rect = overlay.current?.getBoundingClientRect()
    if (!rect || event.clientX >= rect.left) return undefined
    const row = rowAt(event, rect.top)
    return labels.find(({ y }) => y === row)?.first.offset ?? (window.first + row) * layout.bytes
  }
  const pointer = useRestingPointer((place) => {
    if (anchor.current !== null) return null
    const at = byteAt(place)
    props.onPoint(at ?? null)
    return at === undefined ? '' : notesAt(notes, at)
  })
  const down = (event: PointerEvent) => {
    const at = byteAt(event)
    if (at === undefined || event.button !== 0) return
    // Native text selection would grab whole rows with their offsets.
    event.preventDefault()
    surface.current?.focus({ preventScroll: true })
    const frame = frameAt(event)
    if (frame !== undefined) return props.onPick('frame', frame)
    surface.current?.setPointerCapture(event.pointerId)
    anchor.current = event.shiftKey ? (props.cursor()?.anchor ?? at) : at
    props.onSelect({ anchor: anchor.current, head: at })
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    pointer.rests(event)
    if (anchor.current === null) return
    const rect = surface.current?.getBoundingClientRect()
    if (rect && event.clientY < rect.top) props.onDragOut((event.clientY - rect.top) / rowPx)
    if (rect && event.clientY > rect.bottom) props.onDragOut((event.clientY - rect.bottom) / rowPx)
    const at = byteAt(event)
    if (at !== undefined && at !== props.cursor()?.head) props.onSelect({ anchor: anchor.current, head: at })
  }
  const up = () => {
    anchor.current = null
  }
  const click = (event: MouseEvent) => {
    const at = byteAt(event)
    if (at === undefined || event.shiftKey || frameAt(event) !== undefined) return
    if (event.detail === 2) props.onPick('word', at)
    if (event.detail === 3) props.onPick('frame', at)
  }
  const outline = props.marked ? rangeParts(props.marked, window.first, window.count, layout.bytes) : []
  const parts = selected ? rangeParts(selected, window.first, window.count, layout.bytes) : []
  return (
    <div
      id={id}
      ref={surface}
      className={classes.surface}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a textarea has no gutter and no overlays
      role="textbox"
      aria-readonly="true"
      aria-multiline="true"
      aria-label={label}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onPointerLeave={() => {
        pointer.left()
        props.onPoint(null)
      }}
      onClick={click}
      onKeyDown={ownKeys(props.onKey)}
    >
      <div className={classes.sheet} style={{ transform: `translateY(${shiftPx}px)` }}>
        <Gutter
          labels={labels}
          gaps={gaps}
          flags={noteFlags(notes, window)}
          rowPx={rowPx}
          times={props.times}
        />
        <div className={classes.rows} style={{ width: `${columns}ch` }}>
          <svg
            ref={overlay}
            className={classes.overlay}
            viewBox={`0 0 ${columns} ${Math.max(1, window.count)}`}
            preserveAspectRatio="none"
            style={{ height: Math.max(1, window.count) * rowPx }}
            aria-hidden="true"
          >
            <path className={classes.missing} d={partsPath(props.missing.parts, layout)} />
            <path
              data-testid="torn-edges"
              className={classes.torn}
              d={tornPath(props.missing.edges, layout)}
            />
            {props.preview}
            <path className={classes.selected} d={partsPath(parts, layout)} />
            <path className={classes.marked} d={partsPath(outline, layout)} />
            <path className={classes.bounds} d={boundsPath(bounds, layout)} />
            {noteLines(notes, window).map(({ colour, d }) => (
              <path key={colour} className={classes.note} data-colour={colour} d={d} />
            ))}
          </svg>
          <RowLines lines={lines} />
          <RowGlyphs lines={lines} rowPx={rowPx} />
        </div>
      </div>
      {props.children}
    </div>
  )
}
