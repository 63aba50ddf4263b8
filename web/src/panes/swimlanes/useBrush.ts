import { useRef, useState, type PointerEvent } from 'react'

/** A press that moves less than this, px, selects nothing. */
const LEAST_PX = 3

/** Places of a drag, px, in order. */
export interface Brushed {
  readonly from: number
  readonly to: number
}

export interface Brush {
  /** What is being selected; null: nothing. */
  readonly drag: Brushed | null
  /** Each says whether the event was taken. */
  readonly down: (event: PointerEvent, x: number) => boolean
  readonly move: (x: number) => boolean
  readonly up: () => boolean
  readonly cancel: () => void
}

/** Selecting a stretch by dragging. @param starts whether a press at that event begins one */
export function useBrush(
  starts: (event: PointerEvent) => boolean,
  onBrush: (brushed: Brushed) => void,
): Brush {
  const [drag, setDrag] = useState<Brushed | null>(null)
  const anchor = useRef<number | null>(null)
  const latest = useRef<Brushed | null>(null)
  const show = (brushed: Brushed | null) => {
    latest.current = brushed
    setDrag(brushed)
  }
  return {
    drag,
    down: (event, x) => {
      if (event.button !== 0 || !starts(event)) return false
      event.currentTarget.setPointerCapture(event.pointerId)
      anchor.current = x
      return true
    },
    move: (x) => {
      const at = anchor.current
      if (at === null) return false
      if (latest.current || Math.abs(x - at) >= LEAST_PX) show({ from: Math.min(at, x), to: Math.max(at, x) })
      return true
    },
    up: () => {
      if (anchor.current === null) return false
      anchor.current = null
      if (latest.current) onBrush(latest.current)
      show(null)
      return true
    },
    cancel: () => {
      anchor.current = null
      show(null)
    },
  }
}
