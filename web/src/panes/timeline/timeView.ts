import { levelFor, tileAt, tileWidth, TILE_BUCKETS } from '@tcpscope/shared/trace'
import type { LaneView } from '../../live/subscription.ts'
import type { TimeView } from '../../widgets/timeview/index.ts'

export * from '../../widgets/timeview/timeView.ts'

/** Tiles one request may name (MAX_TILES of the API). */
const MOST_TILES = 16

/**
 * The tiles a drawing needs: at the coarsest level whose buckets are not wider than a pixel, or coarser when
 * that would be more tiles than one request may name. Tiles behind the newest moment do not exist yet.
 */
export function tilesFor(view: TimeView, width: number, untilNs: number): LaneView {
  const end = Math.max(view.start, Math.min(view.end, untilNs))
  let level = levelFor((view.end - view.start) / Math.max(1, width))
  for (;;) {
    const first = Math.max(0, tileAt(level, view.start))
    const last = Math.max(first, tileAt(level, end))
    if (last - first < MOST_TILES) return { level, first, last }
    level++
  }
}

/** Whether tiles cover a view as far as there is anything to see. */
export function covers({ level, first, last }: LaneView, view: TimeView, untilNs: number): boolean {
  const width = tileWidth(level)
  return first * width <= Math.max(0, view.start) && (last + 1) * width >= Math.min(view.end, untilNs)
}

/** Whether buckets are fine enough that each is at most two pixels wide. */
export function isFine({ level }: LaneView, view: TimeView, width: number): boolean {
  return (tileWidth(level) / TILE_BUCKETS) * (width / (view.end - view.start)) <= 2
}
