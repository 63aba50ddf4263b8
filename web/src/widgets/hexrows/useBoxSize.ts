import { useLayoutEffect, useState, type RefObject } from 'react'

export interface BoxSize {
  /** Inner size, px. */
  readonly width: number
  readonly height: number
}

/** The inner size of an element, kept up to date; zeros before the first layout. */
export function useBoxSize(element: RefObject<HTMLElement | null>): BoxSize {
  const [size, setSize] = useState<BoxSize>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const target = element.current
    if (!target) return undefined
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = target
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return size
}
