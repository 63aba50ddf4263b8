import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import {
  isLive,
  type Session,
  type SessionSpan,
  spanOf,
  type SpanList,
  type SpanQuery,
  SPANS_LIMIT,
  wasAlive,
} from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { errorText, isAbort } from '../../data/api.ts'
import { useServices } from '../../stores/services.ts'
import { letsThrough, type SessionFilter, utcOffsetMin } from '../../stores/listRules.ts'
import { mergeSpans } from './mergeSpans.ts'

/** A view that moves is asked for when it has stood this long; news are drawn at most this often, ms. */
export const SETTLE_MS = 80
const CALM_MS = 250
/** Counts are fetched again at most this often while sessions come and go, and this many times slower than they take. */
export const AGAIN_MS = 1000
export const AGAIN_FACTOR = 20

/** A stretch of time, ms since 1970. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Spans {
  /** Null before the first answer. */
  readonly list: SpanList | null
  readonly error: string | null
  readonly retry: () => void
}

/**
 * The sessions of a stretch of time, kept new by the live socket: bars one by one, counts by asking again now and then.
 * They stand still while the view is frozen.
 * @param window null: everything, until now
 * @param bins columns
 * @param onFirst told when the first session that matches started, ms since 1970; null: there is none
 */
export function useSpans(
  filter: SessionFilter,
  window: Stretch | null,
  bins: number,
  onFirst: (firstMs: number | null) => void,
): Spans {
  const { api, live, view } = useServices()
  const frozen = useStore(view, ({ frozenAtMs }) => frozenAtMs !== null)
  const [state, setState] = useState<Omit<Spans, 'retry'>>({ list: null, error: null })
  const asked = useRef({ filter, window })
  useEffect(() => {
    asked.current = { filter, window }
  })
  const tookMs = useRef(0)
  const query = useRef<SpanQuery | null>(null)
  const request = useRef<AbortController | null>(null)
  const reload = useCallback(() => {
    // The newest question counts.
    request.current?.abort()
    if (!query.current) return
    const abort = new AbortController()
    request.current = abort
    const { from } = query.current
    const start = performance.now()
    api
      .spans(query.current, abort.signal)
      .then((list) => {
        tookMs.current = performance.now() - start
        if (from === undefined) onFirst(list.first)
        setState({ list, error: null })
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) setState((before) => ({ ...before, error: errorText(error) }))
      })
  }, [api, onFirst])
  useEffect(() => () => request.current?.abort(), [])

  const { from, to } = window ?? {}
  useEffect(() => {
    if (bins <= 0) return undefined
    const { from: _, to: __, ...rest } = filter
    const stretch = from === undefined || to === undefined ? {} : { from, to }
    const zone = rest.filter === undefined ? {} : { utcOffset: utcOffsetMin() }
    query.current = { ...rest, ...zone, ...stretch, bins, most: SPANS_LIMIT.default }
    const timer = setTimeout(reload, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [filter, from, to, bins, reload])

  useEffect(() => {
    if (frozen) return undefined
    const news = new Map<SessionId, SessionSpan | null>()
    let calm: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    const askAgain = () => {
      again ??= setTimeout(
        () => {
          again = undefined
          reload()
        },
        Math.max(AGAIN_MS, AGAIN_FACTOR * tookMs.current),
      )
    }
    const apply = () => {
      calm = undefined
      const changes = new Map(news)
      news.clear()
      setState((before) => {
        const merged = before.list && mergeSpans(before.list, changes)
        return merged ? { ...before, list: merged } : before
      })
      askAgain()
    }
    const stop = [
      live.events.on('sessions', ({ upserts, removed }) => {
        const { filter: wanted, window: stretch } = asked.current
        const { from: _, to: __, ...rest } = wanted
        for (const session of upserts)
          news.set(session.id, isShown(session, rest, stretch) ? spanOf(session) : null)
        for (const id of removed) news.set(id, null)
        calm ??= setTimeout(apply, CALM_MS)
      }),
      live.events.on('hello', reload),
      live.events.on('resync', reload),
    ]
    // What came while the view stood still.
    reload()
    return () => {
      for (const end of stop) end()
      clearTimeout(calm)
      clearTimeout(again)
    }
  }, [live, frozen, reload])
  return { ...state, retry: reload }
}

function isShown(session: Session, filter: SessionFilter, stretch: Stretch | null): boolean {
  if (!letsThrough(filter, session)) return false
  // What lives is not alive in what is still to come; it will be told again by then.
  return wasAlive(session, stretch?.from, stretch?.to) || (isLive(session) && stretch === null)
}
