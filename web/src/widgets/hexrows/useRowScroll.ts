import { useCallback, useEffect, useRef, useState } from 'react'
import { clampTop, maxTop, type ScrollBox } from './rowScroll.ts'

export interface RowScroll {
  /** The row at the upper edge, with a fraction. */
  readonly top: number
  /** Whether the view stays at the newest row. */
  readonly follow: boolean
  /** Puts a row at the upper edge. Going up ends the following. */
  readonly scrollTo: (top: number) => void
  readonly scrollBy: (rows: number) => void
  readonly setFollow: (follow: boolean) => void
}

/** Where a view of rows stands. While it follows, its place is the end, whatever grows. */
export function useRowScroll(box: ScrollBox, followAtFirst: boolean): RowScroll {
  const [state, setState] = useState({ top: 0, follow: followAtFirst })
  const latest = useRef(box)
  useEffect(() => {
    latest.current = box
  })
  const move = useCallback((next: (top: number) => number) => {
    setState((before) => {
      const now = latest.current
      const from = before.follow ? maxTop(now) : clampTop(before.top, now)
      const to = clampTop(next(from), now)
      return { top: to, follow: before.follow && to >= from }
    })
  }, [])
  return {
    top: state.follow ? maxTop(box) : clampTop(state.top, box),
    follow: state.follow,
    scrollTo: useCallback((top: number) => move(() => top), [move]),
    scrollBy: useCallback((rows: number) => move((top) => top + rows), [move]),
    setFollow: useCallback((follow: boolean) => {
      // What was at the end stays in view when the following ends.
      setState((before) => ({ top: before.follow ? maxTop(latest.current) : before.top, follow }))
    }, []),
  }
}
