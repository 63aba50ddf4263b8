import { useCallback, useMemo } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { ORDERS, SORTS } from '@tcpscope/shared/api'
import { NEWEST_FIRST, type Sorting, written } from '@tcpscope/shared/filter'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import { formatByteLink, LINK_NAMES, type LinkedBytes } from './byteLink.ts'
import type { SessionFilter } from './listRules.ts'

const SESSION_PATH = /^\/sessions\/([^/]+)\/?$/

export interface Route {
  /** The session that is open; null: the list fills the space. */
  readonly openId: SessionId | null
  /** What of the list is shown. */
  readonly filter: SessionFilter
  readonly sorting: Sorting
  /** @param replace do not leave the present place in the browser's history */
  readonly openSession: (id: SessionId, replace?: boolean) => void
  /** Opens a session, or stays in it, with these bytes selected. */
  readonly openBytes: (id: SessionId, bytes: LinkedBytes) => void
  readonly closeSession: () => void
  readonly setFilter: (patch: SessionFilterPatch) => void
  readonly setSorting: (sorting: Sorting) => void
}

/** Null takes a part of the filter away. */
export type SessionFilterPatch = { readonly [K in keyof SessionFilter]?: SessionFilter[K] | null }

/** Where the page is: the URL is the one place that knows. */
export function useRoute(): Route {
  const [path, navigate] = useLocation()
  const [params, setParams] = useSearchParams()
  const id = SESSION_PATH.exec(path)?.[1]
  const filter = useMemo(() => readFilter(params), [params])
  const sorting = useMemo(() => readSorting(params), [params])
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
  const setSorting = useCallback(
    (next: Sorting) => setParams((old) => writeSorting(old, next), { replace: true }),
    [setParams],
  )
  const openId = (id as SessionId | undefined) ?? null
  return { openId, filter, sorting, openSession, openBytes, closeSession, setFilter, setSorting }
}

/** `?a=1&b=2` without some names; empty when nothing is left. */
function searchWithout(params: URLSearchParams, ...names: readonly string[]): string {
  const rest = new URLSearchParams(params)
  for (const name of names) rest.delete(name)
  return rest.size > 0 ? `?${rest.toString()}` : ''
}

/**
 * The filter that a URL's search part names. `state` and `address` are from before there was a language for filters:
 * links with them go on working.
 */
export function readFilter(params: URLSearchParams): SessionFilter {
  const [state, address] = [params.get('state'), params.get('address')]
  const text = [
    state ? `state:${written(state)}` : '',
    address ? written(address) : '',
    params.get('filter')?.trim() ?? '',
  ]
  const filter = text.filter((part) => part !== '').join(' ')
  const listener = params.get('listener')
  return {
    ...(listener ? { listener: listener as ListenerId } : {}),
    ...(filter === '' ? {} : { filter }),
    ...readBound(params, 'from'),
    ...readBound(params, 'to'),
  }
}

function readBound(params: URLSearchParams, bound: 'from' | 'to'): Pick<SessionFilter, 'from' | 'to'> {
  const text = params.get(bound)
  return text !== null && /^\d{1,15}$/.test(text) ? { [bound]: Number(text) } : {}
}

/** The search part with a part of the filter changed; everything else in it stays. */
export function writeFilter(params: URLSearchParams, patch: SessionFilterPatch): URLSearchParams {
  const next = new URLSearchParams(params)
  if ('filter' in patch) {
    next.delete('state')
    next.delete('address')
  }
  for (const [name, value] of Object.entries(patch)) {
    if (value) next.set(name, String(value))
    else next.delete(name)
  }
  return next
}

/** The order that a URL's search part names; newest first when it names none that there is. */
export function readSorting(params: URLSearchParams): Sorting {
  const sort = SORTS.find((one) => one === params.get('sort')) ?? NEWEST_FIRST.sort
  const order = ORDERS.find((one) => one === params.get('order'))
  return { sort, order: order ?? (sort === NEWEST_FIRST.sort ? NEWEST_FIRST.order : 'asc') }
}

/** The search part with another order; the usual one is not named. */
export function writeSorting(params: URLSearchParams, { sort, order }: Sorting): URLSearchParams {
  const next = new URLSearchParams(params)
  next.delete('sort')
  next.delete('order')
  if (sort === NEWEST_FIRST.sort && order === NEWEST_FIRST.order) return next
  next.set('sort', sort)
  next.set('order', order)
  return next
}
