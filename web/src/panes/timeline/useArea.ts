import { useEffect, useState } from 'react'
import type { Area } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import type { Wait } from '@tcpscope/shared/trace'
import { errorText, isAbort } from '../../data/api.ts'
import { useServices } from '../../stores/services.ts'
import type { TimeView } from './timeView.ts'

/** While an area is drawn, its numbers are asked for when it has stood this long, ms. */
const SETTLE_MS = 150

/** The numbers of an area, or a sentence why there are none. */
export interface KnownArea {
  readonly area: Area | string
  /** The newest moment that is in them, ns since the session's start. */
  readonly untilNs: number
}

/**
 * The numbers of an area; null while they are fetched the first time.
 * @param knownNs the newest event of the session: numbers are fetched anew while it is in the area
 */
export function useArea(id: SessionId, range: TimeView | null, knownNs: number): KnownArea | null {
  const { api } = useServices()
  const [known, setKnown] = useState<(KnownArea & { readonly range: TimeView }) | null>(null)
  const untilNs = range ? Math.min(range.end, knownNs) : 0
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
  return known && known.range === range ? known : null
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
