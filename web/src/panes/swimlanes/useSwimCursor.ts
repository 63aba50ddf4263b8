import { useState } from 'react'
import { barAt, LANE_PX, type Bar } from './bars.ts'

/** A place that is pointed at, px from the left and the top of the drawing. */
interface Spot {
  readonly x: number
  readonly y: number
  /** By key: the session that is meant; it may be drawn elsewhere by now. By pointer it is the one drawn there. */
  readonly id: string | null
  readonly byKey: boolean
}

interface SwimCursorOptions {
  readonly bars: readonly Bar[]
  readonly lanes: number
  /** Of the drawing without its axis, px. */
  readonly width: number
  readonly height: number
}

/** What is pointed at, and how far the lanes are scrolled. */
export interface SwimCursor {
  readonly spot: Spot | null
  /** The bar of the session that is pointed at. */
  readonly bar: Bar | undefined
  /** How far the lanes are scrolled, and how far they can be, px. */
  readonly top: number
  readonly mostTop: number
  readonly scrollTo: (top: number) => void
  /** The bar at a place of the drawing. */
  readonly barUnder: (place: { readonly x: number; readonly y: number }) => Bar | undefined
  /** The pointer is at a place; null: at none. */
  readonly hover: (place: { readonly x: number; readonly y: number } | null) => void
  /** Puts the keyboard's cursor on a bar, and the bar into view. */
  readonly goTo: (bar: Bar) => void
}

/** The cursor of pointer or keys over the bars. */
export function useSwimCursor({ bars, lanes, width, height }: SwimCursorOptions): SwimCursor {
  const [spot, setSpot] = useState<Spot | null>(null)
  const [wanted, scrollTo] = useState(0)
  const mostTop = Math.max(0, lanes * LANE_PX - height)
  const top = Math.min(wanted, mostTop)
  const barUnder = (place: { readonly x: number; readonly y: number }) => barAt(bars, place.x, place.y + top)
  const pointed = spot?.byKey
    ? bars.find(({ span }) => span.id === spot.id)
    : spot
      ? barUnder(spot)
      : undefined
  const placeOf = ({ from }: Bar) => Math.max(0, Math.min(width, from))
  return {
    // By key a session is meant, and its bar moves as time goes on; by pointer the place.
    spot: spot?.byKey && pointed ? { ...spot, x: placeOf(pointed) } : spot,
    bar: pointed,
    top,
    mostTop,
    scrollTo,
    barUnder,
    hover: (place) => setSpot(place && { ...place, id: null, byKey: false }),
    goTo: (bar) => {
      const y = bar.lane * LANE_PX
      const next = y < top ? y : Math.max(top, y + LANE_PX - height)
      if (next !== top) scrollTo(next)
      setSpot({ x: placeOf(bar), y: y - next, id: bar.span.id, byKey: true })
    },
  }
}
