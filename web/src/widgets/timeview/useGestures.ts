import { useRef, type PointerEvent, type RefObject } from 'react'
import { useWheel } from '../hexrows/index.ts'
import { areaBetween, nsAt, panView, zoomView, type TimeView } from './timeView.ts'

/** A press that moves less than this, px, is a click. */
const CLICK_PX = 4
/** Pixels of a line and of a page of the wheel. */
const LINE_PX = 18
const PAGE_PX = 400

interface Press {
  readonly x: number
  readonly view: TimeView
  readonly area: boolean
  moved: boolean
}

interface GestureOptions {
  readonly surface: RefObject<HTMLElement | null>
  readonly width: number
  readonly view: TimeView
  readonly untilNs: number
  readonly onView: (view: TimeView) => void
  /** An area is drawn: the time between press and pointer. */
  readonly onArea?: (area: TimeView) => void
  /** The pointer is at a place (px from the surface's corner); null: it is dragging. */
  readonly onHover: (place: { readonly x: number; readonly y: number } | null) => void
  /** The wheel was turned without Ctrl: there is something to scroll, by so many px. Without it the wheel zooms. */
  readonly onScroll?: (px: number) => void
  readonly onClick: (place: { readonly x: number; readonly y: number }) => void
}

export interface Gestures {
  readonly onPointerDown: (event: PointerEvent) => void
  readonly onPointerMove: (event: PointerEvent) => void
  readonly onPointerUp: (event: PointerEvent) => void
  readonly onPointerCancel: () => void
}

/**
 * Wheel zooms around the pointer (where there is something to scroll: with Ctrl only); with shift, or sideways, it pans.
 * A drag pans, with shift it draws an area, a press without a drag clicks.
 */
export function useGestures(options: GestureOptions): Gestures {
  const { surface, width, view, untilNs, onView, onArea, onHover, onScroll, onClick } = options
  const nsPerPixel = (view.end - view.start) / Math.max(1, width)
  useWheel(surface, (event) => {
    const pixels = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? PAGE_PX : 1
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (sideways) {
      const by = (event.deltaX === 0 ? event.deltaY : event.deltaX) * pixels
      onView(panView(view, by * nsPerPixel, untilNs))
    } else if (onScroll && !event.ctrlKey && !event.metaKey) onScroll(event.deltaY * pixels)
    else {
      const left = surface.current?.getBoundingClientRect().left ?? 0
      onView(
        zoomView(view, 1.0018 ** (event.deltaY * pixels), nsAt(view, width, event.clientX - left), untilNs),
      )
    }
    return true
  })

  const press = useRef<Press | null>(null)
  const placeOf = (event: PointerEvent) => {
    const rect = surface.current?.getBoundingClientRect()
    return { x: event.clientX - (rect?.left ?? 0), y: event.clientY - (rect?.top ?? 0) }
  }
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      press.current = {
        x: placeOf(event).x,
        view,
        area: event.shiftKey && onArea !== undefined,
        moved: false,
      }
    },
    onPointerMove: (event) => {
      const place = placeOf(event)
      const pressed = press.current
      if (!pressed || (!pressed.moved && Math.abs(place.x - pressed.x) < CLICK_PX)) {
        onHover(place)
        return
      }
      pressed.moved = true
      onHover(null)
      if (pressed.area) {
        // The view may have moved on since (it follows the newest moment): the press stays where it was in time.
        const area = areaBetween(nsAt(pressed.view, width, pressed.x), nsAt(view, width, place.x), untilNs)
        if (area) onArea?.(area)
      } else onView(panView(pressed.view, (pressed.x - place.x) * nsPerPixel, untilNs))
    },
    onPointerUp: (event) => {
      const pressed = press.current
      press.current = null
      if (pressed && !pressed.moved) onClick(placeOf(event))
    },
    onPointerCancel: () => {
      press.current = null
    },
  }
}
