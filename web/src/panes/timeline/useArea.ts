import { useEffect, useState } from 'react'
import type { Area, Session } from '@tcpscope/shared/api'
import type { Wait } from '@tcpscope/shared/trace'
import { isLive } from '../../base/words.ts'
import { errorText, isAbort } from '../../data/api.ts'
import { useServices } from '../../stores/services.ts'
import type { TimeView } from './timeView.ts'

/** While an area is drawn, its numbers are asked for when it has stood this long, ms. */
const SETTLE_MS = 150

interface KnownArea {
  readonly range: TimeView
  /** Its numbers, or a sentence why there are none. */
  readonly area: Area | string
  /** The newest moment that is in them, ns since the session's start. */
  readonly untilNs: number
}

/**
 * The numbers of an area until now, or a sentence why there are none; null while they are fetched the first time.
 * They are fetched anew while the newest event of the session is in the area.
 */
export function useArea(session: Session, range: TimeView | null): Area | string | null {
  const { api } = useServices()
  const [known, setKnown] = useState<KnownArea | null>(null)
  const { id, durationNs } = session
  const untilNs = range ? Math.min(range.end, durationNs) : 0
  useEffect(() => {
    if (!range) return undefined
    const abort = new AbortController()
    const timer = setTimeout(() => {
      api
        .area(id, { start: Math.floor(range.start), end: Math.ceil(range.end) }, abort.signal)
        .then((area) => setKnown({ range, area, untilNs }))
        .catch((error: unknown) => {
          if (!isAbort(error)) setKnown({ range, area: errorText(error), untilNs })
        })
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [api, id, range, untilNs])
  if (!known || known.range !== range) return null
  if (typeof known.area === 'string') return known.area
  return withNow(known.area, isLive(session) ? session.waitsOn : null, known.untilNs)
}

/** With what goes on now: nothing has happened since `fromNs`. */
export function withNow(area: Area, now: Wait | null, fromNs: number): Area {
  const start = Math.max(area.start, fromNs)
  const ns = area.end - start
  if (!now || ns <= 0) return area
  const { blocker } = now
  const longest = area.longest && area.longest.end - area.longest.start >= ns ? area.longest : null
  return {
    ...area,
    waits: { ...area.waits, [blocker]: area.waits[blocker] + ns },
    longest: longest ?? { start, end: area.end, blocker },
  }
}
