import { useEffect, useRef, type RefObject } from 'react'
import type { SessionId } from '@tcpscope/shared/base'
import { ROW, scrollTopShowing } from './shownRows.ts'

/**
 * Keeps the opened session's row in view when the list becomes lower (opening a session does that), unless one
 * has scrolled away from it.
 * @param index the row's place, or -1
 */
export function useRowInView(
  list: RefObject<HTMLElement | null>,
  openId: SessionId | null,
  index: number,
): void {
  const place = useRef(index)
  useEffect(() => {
    place.current = index
  })
  useEffect(() => {
    const element = list.current
    if (!element || !openId) return undefined
    // Just opened: the row was clicked or walked to, so it is looked at.
    let looksAtIt = true
    const showing = () =>
      scrollTopShowing(place.current, { top: element.scrollTop, height: element.clientHeight })
    let height = element.clientHeight
    const onScroll = () => {
      // The scroll event of before may come after the list became lower: the observer decides that.
      if (element.clientHeight !== height) return
      // Heights are rounded: half a row is not a move.
      looksAtIt = place.current >= 0 && Math.abs(showing() - element.scrollTop) < ROW / 2
    }
    const observer = new ResizeObserver(() => {
      height = element.clientHeight
      if (looksAtIt && place.current >= 0) element.scrollTop = showing()
    })
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [list, openId])
}
