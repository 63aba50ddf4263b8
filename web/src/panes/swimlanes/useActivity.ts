import { useCallback, useEffect, useRef, useState } from 'react'
import type { ActivityQuery } from '@tcpscope/shared/api'
import { errorText, isAbort } from '../../data/api.ts'
import { useServices } from '../../stores/services.ts'
import { type ActivityMap, activityMap, activityQuery } from './activity.ts'
import { type Bar, type Clock } from './bars.ts'
import { AGAIN_FACTOR, AGAIN_MS, SETTLE_MS } from './useSpans.ts'

interface ShownActivity {
  /** Null before the first answer. */
  readonly known: ActivityMap | null
  readonly error: string | null
  readonly retry: () => void
}

/**
 * When the sessions of some bars moved bytes: asked for when the view has settled, and again, now and then, while they
 * move more.
 * @param bars those in view
 */
export function useActivity(bars: readonly Bar[], clock: Clock): ShownActivity {
  const { api } = useServices()
  const [state, setState] = useState<Omit<ShownActivity, 'retry'>>({ known: null, error: null })
  const query = activityQuery(bars, clock)
  const key = query && JSON.stringify(query)
  const moved = bars.reduce((sum, { span }) => sum + span.upstreamBytes + span.downstreamBytes, 0)
  const newest = useRef({ key, moved })
  useEffect(() => {
    newest.current = { key, moved }
  })
  /** Bytes that had been moved when it was asked for last. */
  const asked = useRef(0)
  const tookMs = useRef(0)
  const request = useRef<AbortController | null>(null)
  const again = useRef<ReturnType<typeof setTimeout>>(undefined)

  const ask = useCallback(() => {
    // The newest question counts.
    request.current?.abort()
    const { key: wanted, moved: until } = newest.current
    asked.current = until
    if (wanted === null) return
    const abort = new AbortController()
    request.current = abort
    const start = performance.now()
    api
      .activity(JSON.parse(wanted) as ActivityQuery, abort.signal)
      .then((list) => {
        tookMs.current = performance.now() - start
        setState({ known: activityMap(list), error: null })
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) setState((before) => ({ ...before, error: errorText(error) }))
      })
  }, [api])
  useEffect(
    () => () => {
      request.current?.abort()
      clearTimeout(again.current)
      again.current = undefined
    },
    [],
  )

  useEffect(() => {
    if (key === null) return undefined
    const timer = setTimeout(ask, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [ask, key])

  useEffect(() => {
    if (moved === asked.current || again.current !== undefined) return
    again.current = setTimeout(
      () => {
        again.current = undefined
        if (newest.current.moved !== asked.current) ask()
      },
      Math.max(AGAIN_MS, AGAIN_FACTOR * tookMs.current),
    )
  }, [ask, moved])
  return { ...state, retry: ask }
}
