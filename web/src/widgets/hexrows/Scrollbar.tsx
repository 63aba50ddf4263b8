import { useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { maxTop, thumbAt, topOfThumb, type ScrollBox } from './rowScroll.ts'
import './hexrows.css'

interface ScrollbarProps {
  readonly top: number
  readonly box: ScrollBox
  /** The person dragged the thumb, or clicked beside it. */
  readonly onTop: (top: number) => void
  /** Id of the element that scrolls, and what it is, for assistive programs. */
  readonly controls: string
  readonly label: string
  /** Places to be seen in the bar, as SVG paths in px (see ScrollBins): many, and the one that stands out. */
  readonly marks?: { readonly all: string; readonly current: string } | null | undefined
  /** Drawn over the whole bar: where in the stream something else is. It gets no pointer. */
  readonly children?: ReactNode
}

/** A vertical scrollbar for rows. The keys are the business of the element that scrolls. */
export function Scrollbar({ top, box, onTop, controls, label, marks, children }: ScrollbarProps) {
  const [grip, setGrip] = useState<number | null>(null)
  const track = useRef<HTMLDivElement>(null)
  const thumb = thumbAt(top, box, box.heightPx)
  const most = maxTop(box)

  const placeOf = (event: PointerEvent) => event.clientY - (track.current?.getBoundingClientRect().top ?? 0)
  const down = (event: PointerEvent) => {
    if (!thumb || event.button !== 0) return
    event.preventDefault()
    const place = placeOf(event)
    const inside = place >= thumb.startPx && place <= thumb.startPx + thumb.sizePx
    // Beside the thumb its middle jumps under the pointer, and the drag goes on from there.
    const hold = inside ? place - thumb.startPx : thumb.sizePx / 2
    track.current?.setPointerCapture(event.pointerId)
    setGrip(hold)
    if (!inside) onTop(topOfThumb(place - hold, box, box.heightPx))
  }
  const move = (event: PointerEvent) => {
    if (grip !== null) onTop(topOfThumb(placeOf(event) - grip, box, box.heightPx))
  }
  return (
    <div
      ref={track}
      className="hexrows-scrollbar"
      role="scrollbar"
      tabIndex={-1}
      aria-controls={controls}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={most === 0 ? 0 : Math.round((top / most) * 100)}
      data-dragged={grip === null ? undefined : ''}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => setGrip(null)}
      onPointerCancel={() => setGrip(null)}
    >
      {thumb && (
        <div
          className="hexrows-thumb"
          style={{ height: thumb.sizePx, transform: `translateY(${thumb.startPx}px)` }}
        />
      )}
      {marks && (
        <svg className="hexrows-marks" aria-hidden="true">
          <path d={marks.all} />
          <path className="hexrows-mark-current" d={marks.current} />
        </svg>
      )}
      {children}
    </div>
  )
}
