import { useEffect, useRef, type PointerEvent } from 'react'

/** Where a pointer is, in the window's pixels. */
export interface PointerPlace {
  readonly clientX: number
  readonly clientY: number
}

/**
 * What is under a pointer changes when rows are scrolled, arrive or grow under it, and no event tells of that: while it
 * rests on a surface, it is told again after whatever was drawn anew.
 * @param tell the pointer is here. @returns the surface's title; null: nothing is told now, while something is dragged
 * @returns `rests` to be called where the pointer is, `left` when it is not there any more
 */
export function useRestingPointer(tell: (place: PointerPlace) => string | null): {
  readonly rests: (event: PointerEvent<HTMLElement>) => void
  readonly left: () => void
} {
  const resting = useRef<(PointerPlace & { readonly surface: HTMLElement }) | null>(null)
  const say = () => {
    const here = resting.current
    const title = here && tell(here)
    // Written past React: the pointer moves often, the rows stay.
    if (here && title !== null && here.surface.title !== title) here.surface.title = title
  }
  useEffect(say)
  return {
    rests: ({ clientX, clientY, currentTarget }) => {
      resting.current = { clientX, clientY, surface: currentTarget }
      say()
    },
    left: () => {
      resting.current = null
    },
  }
}
