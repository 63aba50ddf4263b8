import { useCallback, useMemo } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { SESSION_WORDS } from '../base/words.ts'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFilter } from './sessionWindow.ts'

const SESSION_PATH = /^\/sessions\/([^/]+)\/?$/

export interface Route {
  /** The session that is open; null: the list fills the space. */
  readonly openId: SessionId | null
  /** What of the list is shown. */
  readonly filter: SessionFilter
  /** @param replace do not leave the present place in the browser's history */
  readonly openSession: (id: SessionId, replace?: boolean) => void
  readonly closeSession: () => void
  readonly setFilter: (patch: SessionFilterPatch) => void
}

/** Null takes a part of the filter away. */
export type SessionFilterPatch = { readonly [K in keyof SessionFilter]?: SessionFilter[K] | null }

/** Where the page is: the URL is the one place that knows. */
export function useRoute(): Route {
  const [path, navigate] = useLocation()
  const [params, setParams] = useSearchParams()
  const id = SESSION_PATH.exec(path)?.[1]
  const filter = useMemo(() => readFilter(params), [params])
  const search = searchOf(params)

  const openSession = useCallback(
    (next: SessionId, replace = false) => navigate(`/sessions/${next}${search}`, { replace }),
    [navigate, search],
  )
  const closeSession = useCallback(() => navigate(`/${search}`), [navigate, search])
  const setFilter = useCallback(
    (patch: SessionFilterPatch) => setParams((old) => writeFilter(old, patch), { replace: true }),
    [setParams],
  )
  return { openId: (id as SessionId | undefined) ?? null, filter, openSession, closeSession, setFilter }
}

/** What of the search part holds for other sessions, too: a moment is one of the session it was chosen in. */
function searchOf(params: URLSearchParams): string {
  const kept = new URLSearchParams(params)
  kept.delete('t')
  return kept.size > 0 ? `?${kept.toString()}` : ''
}

/** The filter that a URL's search part names; what is not understood is left out. */
export function readFilter(params: URLSearchParams): SessionFilter {
  const filter: { -readonly [K in keyof SessionFilter]: SessionFilter[K] } = {}
  const listener = params.get('listener')
  if (listener) filter.listener = listener as ListenerId
  const state = params.get('state')
  const known = SESSION_WORDS.find((word) => word === state)
  if (known) filter.state = known
  const address = params.get('address')
  if (address) filter.address = address
  return filter
}

/** The search part with a part of the filter changed; everything else in it stays. */
export function writeFilter(params: URLSearchParams, patch: SessionFilterPatch): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(patch)) {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  return next
}
