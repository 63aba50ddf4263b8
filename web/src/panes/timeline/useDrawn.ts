import { useMemo } from 'react'
import type { SessionMark } from '@tcpscope/shared/api'
import { LANE_IDS, type LaneId, type Tile } from '@tcpscope/shared/trace'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { instantsOf, markTicks, type MarkTick } from './markTicks.ts'
import { stretchesOf, type Stretch } from './stretches.ts'
import { useFrameTimes, type SelectedTimes } from './useFrameTimes.ts'
import { useLaneTiles } from './useLaneTiles.ts'
import { useOverview } from './useOverview.ts'
import type { TimelineView } from './useTimelineView.ts'
import { ofOneLevel, waitPieces, withTail, type WaitPiece } from './waitShapes.ts'

/** What the lanes and the minimap draw. */
export interface Drawn {
  readonly tiles: readonly Tile[]
  /** Coarse tiles of the whole session. */
  readonly overview: readonly Tile[]
  /** Who was waited for when, until now. */
  readonly pieces: readonly WaitPiece[]
  readonly stretches: Readonly<Record<LaneId, readonly Stretch[]>>
  readonly ticks: readonly MarkTick[]
  readonly gaps: readonly SessionMark[]
  readonly selected: SelectedTimes | null
}

/**
 * Everything that is to be drawn of what is in view, asked for and put together.
 * @param width of the drawing, px
 */
export function useDrawn(feed: SessionFeed, frames: FrameCache, shown: TimelineView, width: number): Drawn {
  const { session, marks, lanes, live, untilNs, view } = shown
  const overview = useOverview(feed.id, untilNs, live)
  const tiles = useLaneTiles(feed, lanes, view, width, untilNs, overview)
  const { selected, firstBytes } = useFrameTimes(feed, frames, {
    upstream: session.upstreamFrames > 0,
    downstream: session.downstreamFrames > 0,
  })
  const stretches = useMemo(
    () =>
      Object.fromEntries(LANE_IDS.map((lane) => [lane, stretchesOf(lane, marks, untilNs, live)])) as Record<
        LaneId,
        Stretch[]
      >,
    [marks, untilNs, live],
  )
  const gaps = useMemo(() => marks.filter(({ code }) => code === 'gap'), [marks])
  const known = useMemo(() => waitPieces(ofOneLevel(tiles)), [tiles])
  return {
    tiles,
    overview,
    pieces: withTail(known, live ? session.waitsOn : null, session.durationNs, untilNs),
    stretches,
    ticks: markTicks(instantsOf(marks, firstBytes), view, width),
    gaps,
    selected,
  }
}
