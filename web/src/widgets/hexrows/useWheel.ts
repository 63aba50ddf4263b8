import { useEffect, useRef, type RefObject } from 'react'

/**
 * Calls `onWheel` for the wheel over an element. React's own handler is passive: it could not keep the page
 * from scrolling as well. The handler says whether it took the event.
 */
export function useWheel(element: RefObject<Element | null>, onWheel: (event: WheelEvent) => boolean): void {
  const handler = useRef(onWheel)
  useEffect(() => {
    handler.current = onWheel
  })
  useEffect(() => {
    const target = element.current
    if (!target) return undefined
    const listen = (event: Event) => {
      if (handler.current(event as WheelEvent)) event.preventDefault()
    }
    target.addEventListener('wheel', listen, { passive: false })
    return () => target.removeEventListener('wheel', listen)
  }, [element])
}
