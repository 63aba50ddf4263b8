import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Session } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import type { FrameCache } from '../../data/frameCache.ts'
import { gapsOf } from '../../data/gaps.ts'
import type { PageCache } from '../../data/pageCache.ts'
import { sessionData, streamLength } from '../../data/sessionData.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'

export interface HexStream {
  readonly pages: PageCache
  readonly frames: FrameCache
  readonly session: Session
  /** Bytes to show; stands still while the view is frozen. */
  readonly length: number
}

/** One direction of a session, kept up to date. */
export function useHexStream(feed: SessionFeed, direction: Direction): HexStream {
  const { api } = useServices()
  const { pages, frames } = sessionData(feed, api)
  const cache = pages[direction]
  useSyncExternalStore(cache.changes.subscribe, cache.changes.version)
  useSyncExternalStore(frames.changes.subscribe, frames.changes.version)
  const { session, marks } = useStore(feed.store)
  return {
    pages: cache,
    frames,
    session,
    // Gaps as of what is shown: the cache knows those of later moments, too.
    length: streamLength(session, direction, gapsOf(marks, direction)),
  }
}
