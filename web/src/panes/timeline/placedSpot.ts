import type { Spot } from './spanWords.ts'
import { type TimeView, xOf } from './timeView.ts'

/** A spot and where it is drawn. */
export type PlacedSpot = Spot & { readonly x: number; readonly byKey: boolean }

/**
 * Where a spot that keys have led to is drawn in a view: at the beginning of its span, or at the edge behind which that
 * is. On no span it stays where it is.
 */
export function keyedX({ cell, wait, x }: PlacedSpot, view: TimeView, width: number): number {
  const ns = cell?.start ?? wait?.start
  return ns === undefined ? x : Math.max(0, Math.min(width, xOf(view, width, ns)))
}
