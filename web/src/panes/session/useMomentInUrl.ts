import { useEffect, useRef } from 'react'
import { useSearchParams } from 'wouter'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { LINK_NAMES } from '../../stores/byteLink.ts'
import { useServices } from '../../stores/services.ts'
import type { SessionFeed } from './contract.ts'

/** The URL's parameter: the moment that is shown, ns since the session's start. */
const PARAM = LINK_NAMES.moment
/** Browsers refuse an address that changes too often: while one drags, it waits this long, ms. */
const REST_MS = 250

/**
 * Keeps the moment that is shown in the URL, and takes it from there: from a link, and when one goes back. Another
 * session is shown as of the same moment on the clock, or, if it began later, as it is now.
 */
export function useMomentInUrl(feed: SessionFeed): void {
  const { view } = useServices()
  const [params, setParams] = useSearchParams()
  const text = params.get(PARAM)
  const set = useRef(setParams)
  useEffect(() => {
    set.current = setParams
  })

  // From the URL, unless it says what was put there from here.
  const written = useRef<string | null>(null)
  useEffect(() => {
    const { session } = feed.whole.getState()
    const { asOf } = view.getState()
    if (text !== null && text !== written.current) {
      const timeNs = readMoment(text)
      if (timeNs !== null) view.showAsOf(session, timeNs)
    } else if (text === null && asOf !== null && asOf.sessionId !== feed.id) {
      const timeNs = Math.round((asOf.atMs - session.startedAtMs) * NANOS_PER_MS)
      if (timeNs >= 0) view.showAsOf(session, timeNs)
      else view.goLive()
    } else if (text === null && written.current !== null && asOf !== null) view.goLive()
    written.current = text
  }, [feed, view, text])

  // To the URL.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      const { asOf } = view.getState()
      const next = asOf?.sessionId === feed.id ? String(asOf.timeNs) : null
      if (next === written.current) return
      written.current = next
      set.current(
        (old) => {
          const changed = new URLSearchParams(old)
          if (next === null) changed.delete(PARAM)
          else changed.set(PARAM, next)
          return changed
        },
        { replace: true },
      )
    }
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(write, REST_MS)
    }
    later()
    const stop = view.subscribe((now, before) => {
      if (now.asOf !== before.asOf) later()
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [feed, view])
}

/** @returns null when it is no moment */
function readMoment(text: string): number | null {
  const timeNs = Number(text)
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(timeNs) ? timeNs : null
}
