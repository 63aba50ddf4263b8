import { useEffect, useMemo } from 'react'
import type { Tile } from '@tcpscope/shared/trace'
import type { LaneTiles, SessionFeed } from '../../live/sessionFeed.ts'
import { covers, isFine, tilesFor, type TimeView } from './timeView.ts'

/** While the view moves, the tiles for it are asked for when it has stood this long, ms. */
const SETTLE_MS = 60

/**
 * The tiles to draw for a view: the pushed ones, and below them the overview where they are not here yet.
 * Asks the server to push those of the view.
 */
export function useLaneTiles(
  feed: SessionFeed,
  lanes: LaneTiles | null,
  view: TimeView,
  width: number,
  untilNs: number,
  overview: readonly Tile[],
): readonly Tile[] {
  const { level, first, last } = tilesFor(view, width, untilNs)
  const ready = width > 0 && untilNs > 0
  useEffect(() => {
    if (!ready) return undefined
    const timer = setTimeout(() => feed.setLanes({ level, first, last }), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [feed, ready, level, first, last])
  useEffect(() => () => feed.setLanes(null), [feed])

  const { start, end } = view
  return useMemo(() => {
    if (!lanes) return overview
    const good = covers(lanes.view, { start, end }, untilNs) && isFine(lanes.view, { start, end }, width)
    return good ? lanes.list.tiles : [...overview, ...lanes.list.tiles]
  }, [lanes, overview, start, end, untilNs, width])
}
