import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { SessionFeed } from '../live/sessionFeed.ts'

/**
 * Calls with true whenever a pane shows another moment: its newest bytes are what happened then, so the pane stays at
 * its end while one goes through time.
 * @param setFollow kept from one drawing to the next
 */
export function useShowEnd(feed: Pick<SessionFeed, 'asOf'>, setFollow: (follow: boolean) => void): void {
  const timeNs = useStore(feed.asOf, (state) => state.timeNs)
  useEffect(() => {
    if (timeNs !== null) setFollow(true)
  }, [timeNs, setFollow])
}
