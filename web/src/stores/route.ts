import { useCallback, useMemo } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { SESSION_WORDS } from '../base/words.ts'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import { formatByteLink, LINK_NAMES, type LinkedBytes } from './byteLink.ts'
import type { SessionFilter } from './sessionWindow.ts'

const SESSION_PATH = /^\/sessions\/([^/]+)\/?$/

export interface Route {
  /** The session that is open; null: the list fills the space. */
  readonly openId: SessionId | null
  /** What of the list is shown. */
  readonly filter: SessionFilter
  /** @param replace do not leave the present place in the browser's history */
  readonly openSession: (id: SessionId, replace?: boolean) => void
  /** Opens a session, or stays in it, with these bytes selected. */
  readonly openBytes: (id: SessionId, bytes: LinkedBytes) => void
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
  // Bytes and a moment are those of one session; the tab goes along to the next one.
  const listSearch = searchWithout(params, LINK_NAMES.bytes, LINK_NAMES.moment, LINK_NAMES.tab)
  const search = searchWithout(params, LINK_NAMES.bytes, LINK_NAMES.moment)

  const openSession = useCallback(
    (next: SessionId, replace = false) => navigate(`/sessions/${next}${search}`, { replace }),
    [navigate, search],
  )
  const openBytes = useCallback(
    (next: SessionId, bytes: LinkedBytes) => {
      const named = new URLSearchParams(search)
      named.set(LINK_NAMES.bytes, formatByteLink(bytes))
      navigate(`/sessions/${next}?${named.toString()}`)
    },
    [navigate, search],
  )
  const closeSession = useCallback(() => navigate(`/${listSearch}`), [navigate, listSearch])
  const setFilter = useCallback(
    (patch: SessionFilterPatch) => setParams((old) => writeFilter(old, patch), { replace: true }),
    [setParams],
  )
  return {
    openId: (id as SessionId | undefined) ?? null,
    filter,
    openSession,
    openBytes,
    closeSession,
    setFilter,
  }
}

/** `?a=1&b=2` without some names; empty when nothing is left. */
export function searchWithout(params: URLSearchParams, ...names: readonly string[]): string {
  const rest = new URLSearchParams(params)
  for (const name of names) rest.delete(name)
  return rest.size > 0 ? `?${rest.toString()}` : ''
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
  for (const bound of ['from', 'to'] as const) {
    const text = params.get(bound)
    if (text !== null && /^\d{1,15}$/.test(text)) filter[bound] = Number(text)
  }
  return filter
}

/** The search part with a part of the filter changed; everything else in it stays. */
export function writeFilter(params: URLSearchParams, patch: SessionFilterPatch): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(patch)) {
    if (value) next.set(name, String(value))
    else next.delete(name)
  }
  return next
}
