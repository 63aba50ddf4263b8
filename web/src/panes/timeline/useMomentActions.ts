import { useCallback, useEffect, useRef } from 'react'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { toastError } from '../../widgets/toast.ts'
import { frameMoment, type MomentAction } from './moment.ts'

/** Carries out what was asked of the moment that is shown. */
export function useMomentActions(
  feed: SessionFeed,
): (action: MomentAction, fromNs: number, untilNs: number) => void {
  const { api, view } = useServices()
  // Of several steps in a row each goes on from where the one before led.
  const steps = useRef(Promise.resolve())
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  return useCallback(
    (action, fromNs, untilNs) => {
      const { session } = feed.whole.getState()
      switch (action.type) {
        case 'to':
          view.showAsOf(session, action.timeNs)
          return
        case 'live':
          view.goLive()
          return
        case 'frame':
          steps.current = steps.current
            .then(async () => {
              const { asOf } = view.getState()
              const now = asOf?.sessionId === feed.id ? asOf.timeNs : fromNs
              const timeNs = await frameMoment((query) => api.frames(feed.id, query), now, action.step)
              if (alive.current && timeNs !== null && timeNs <= untilNs) view.showAsOf(session, timeNs)
            })
            .catch((error: unknown) => toastError('The next frame could not be found', error))
          return
        default:
          action satisfies never
      }
    },
    [api, feed, view],
  )
}
