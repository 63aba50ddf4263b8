import { useEffect } from 'react'
import { useServices } from '../../stores/services.ts'
import type { SessionFeed } from './contract.ts'

/** While a moment is shown, tells the list what the session was then. */
export function useTellMoment(feed: SessionFeed): void {
  const { openAsOf } = useServices()
  useEffect(() => {
    const tell = () => {
      const session = feed.asOf.getState().timeNs === null ? null : feed.store.getState().session
      openAsOf.setState({ session })
    }
    tell()
    const stops = [feed.store.subscribe(tell), feed.asOf.subscribe(tell)]
    return () => {
      for (const stop of stops) stop()
      openAsOf.setState({ session: null })
    }
  }, [feed, openAsOf])
}
