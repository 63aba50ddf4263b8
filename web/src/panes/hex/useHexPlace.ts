import { useEffect, useRef, type RefObject } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../stores/services.ts'
import {
  fitLayout,
  topToReveal,
  topToShow,
  useBoxSize,
  useRowScroll,
  useWheel,
  visibleRows,
  wheelRows,
  maxTop,
  type RowScroll,
  type ScrollBox,
} from '../../widgets/hexrows/index.ts'
import type { HexWindow } from './hexView.ts'

/** Height of a row, px; the style sheet's `--hexrow-height` is the same. */
export const ROW_PX = 18

export interface HexPlace {
  readonly window: HexWindow
  /** How far (px, <= 0) the first row is shifted up. */
  readonly shiftPx: number
  readonly box: ScrollBox
  readonly scroll: RowScroll
  /** Rows of a screen, >= 1. */
  readonly pageRows: number
  /** Scrolls so that a byte is in view, with some rows before it; the tail is followed no longer. */
  readonly reveal: (offset: number) => void
  /** Scrolls no further than needed to show a byte. */
  readonly show: (offset: number) => void
}

/** Which rows of a stream of `length` bytes are in view, and how to go elsewhere. */
export function useHexPlace(
  surface: RefObject<HTMLDivElement | null>,
  length: number,
  followAtFirst: boolean,
): HexPlace {
  const { hexSettings } = useServices()
  const settings = useStore(hexSettings)
  const { width, height } = useBoxSize(surface)
  const layout = fitLayout(settings, length, width)
  const { bytes } = layout
  const box = { rows: Math.ceil(length / bytes), heightPx: height, rowPx: ROW_PX }
  const scroll = useRowScroll(box, followAtFirst)
  const { top, follow, scrollTo, setFollow } = scroll

  // Rows of another width: the byte at the upper edge stays there.
  const seen = useRef({ top, bytes })
  useEffect(() => {
    const before = seen.current
    seen.current = { top, bytes }
    if (before.bytes !== bytes && !follow) scrollTo((before.top * before.bytes) / bytes)
  }, [top, bytes, follow, scrollTo])

  useWheel(surface, (event) => {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return false
    scroll.scrollBy(wheelRows(event.deltaY, event.deltaMode, box))
    return maxTop(box) > 0
  })

  const { first, count, shiftPx } = visibleRows(top, box)
  const goTo = (offset: number, place: typeof topToShow) => {
    setFollow(false)
    scrollTo(place(Math.floor(offset / bytes), top, box))
  }
  return {
    window: { first, count, length, layout },
    shiftPx,
    box,
    scroll,
    pageRows: Math.max(1, Math.floor(height / ROW_PX) - 1),
    reveal: (offset) => goTo(offset, topToReveal),
    show: (offset) => goTo(offset, topToShow),
  }
}
