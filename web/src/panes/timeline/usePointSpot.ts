import { useEffect } from 'react'
import type { FrameRow } from '@tcpscope/shared/api'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import type { Spot } from './spanWords.ts'
import { bytesOfSpan } from './useSpanClick.ts'

/** Tells the other panes which bytes the span under the pointer is about. @param frame the first of its cell, when known */
export function usePointSpot(feed: SessionFeed, spot: Spot | null, frame: FrameRow | null): void {
  const { hover } = useServices()
  const { lane, cell } = spot ?? {}
  useEffect(() => {
    if (!cell || !frame || !lane || lane === 'waits') hover.leave('timeline')
    else {
      const range = bytesOfSpan(lane, cell, frame)
      hover.point({ sessionId: feed.id, direction: frame.direction, range, origin: 'timeline' })
    }
  }, [feed, hover, lane, cell, frame])
  useEffect(() => () => hover.leave('timeline'), [hover])
}
