import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Direction } from '@tcpscope/shared/base'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { maxTop } from '../../widgets/hexrows/index.ts'
import type { HexPlace } from './useHexPlace.ts'

/**
 * While both directions are scrolled together: says where this pane stands when it leads, and goes to the same
 * moment when the other one does. The frame index knows for each frame how many bytes of the other direction had
 * been read before it, so no clock has to be searched.
 * @returns to be called when a person moves this pane: it leads then
 */
export function useTogether(
  feed: SessionFeed,
  direction: Direction,
  frames: FrameCache,
  place: HexPlace,
): () => void {
  const { together, hexSettings } = useServices()
  const on = useStore(hexSettings, (settings) => settings.together)
  const latest = useRef(place)
  useEffect(() => {
    latest.current = place
  })

  // After every drawing: the frame at the upper edge may have become known.
  useEffect(() => {
    if (!on) return
    const { window, scroll } = place
    if (scroll.follow) return together.say(feed.id, direction, 'end')
    const frame = frames.frameAt(direction, window.first * window.layout.bytes)
    if (frame) together.say(feed.id, direction, frame.otherOffset)
  })

  useEffect(() => {
    if (!on) return undefined
    return together.subscribe(({ sessionId, leader, otherOffset }) => {
      if (sessionId !== feed.id || leader === direction || otherOffset === null) return
      const { scroll, window, box } = latest.current
      scroll.setFollow(otherOffset === 'end')
      if (otherOffset === 'end') scroll.scrollTo(maxTop(box))
      else scroll.scrollTo(Math.floor(otherOffset / window.layout.bytes))
    })
  }, [on, together, feed, direction])

  return () => together.lead(feed.id, direction)
}
