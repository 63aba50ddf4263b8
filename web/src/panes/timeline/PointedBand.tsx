import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { usePointed } from '../../stores/usePointed.ts'
import { FrameBand } from './FrameBand.tsx'
import type { TimeView } from './timeView.ts'
import { timesOf } from './useFrameTimes.ts'
import classes from './Timeline.module.css'

interface PointedBandProps {
  readonly feed: SessionFeed
  readonly frames: FrameCache
  readonly view: TimeView
  readonly width: number
}

/** When the bytes passed that are pointed at in another pane. By itself, so that pointing draws no lanes anew. */
export function PointedBand({ feed, frames, view, width }: PointedBandProps) {
  const pointed = usePointed(feed.id, 'timeline')
  const times = pointed && timesOf(frames, pointed.direction, pointed.range)
  if (!times) return null
  return (
    <FrameBand view={view} width={width} times={times} className={classes.pointed} testId="pointed-span" />
  )
}
