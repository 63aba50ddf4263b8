import { useEffect, useRef } from 'react'
import { useSearchParams } from 'wouter'
import { formatByteLink, LINK_NAMES, readByteLink } from '../../stores/byteLink.ts'
import type { Selection } from '../../stores/selection.ts'
import { useServices } from '../../stores/services.ts'
import { SESSION_TABS, type SessionTab } from '../../stores/view.ts'
import type { SessionFeed } from './contract.ts'

/** How long a selection must stay before the address says it, ms: browsers limit how often it may change. */
const SETTLED_MS = 300

/**
 * Ties what is selected in an opened session, and its tab, to the page's address: what the address names when
 * the session is opened, or when the person goes back, is selected; what is selected later, the address names.
 */
export function useSessionLink(feed: SessionFeed): void {
  const { selection, view } = useServices()
  const [params, setParams] = useSearchParams()
  const bytes = params.get(LINK_NAMES.bytes)
  const tab = params.get(LINK_NAMES.tab)
  /** What the address says of the bytes because this hook wrote it: no news. */
  const written = useRef<string | null>(null)
  const set = useRef(setParams)
  useEffect(() => {
    set.current = setParams
  })

  useEffect(() => {
    const named = SESSION_TABS.find((each) => each === tab)
    if (named) view.setSessionTab(named)
  }, [view, tab])
  useEffect(() => {
    if (bytes === written.current) return
    written.current = bytes
    const linked = readByteLink(bytes)
    if (linked) selection.select({ sessionId: feed.id, ...linked, origin: 'url' })
  }, [selection, feed, bytes])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      // The address as it is now: other hooks write their parts of it.
      const now = new URLSearchParams(window.location.search)
      const text = linkOf(selection.getState(), feed)
      const { sessionTab } = view.getState()
      const next = changed(changed(now, LINK_NAMES.bytes, text), LINK_NAMES.tab, tabText(sessionTab))
      written.current = text
      if (next.toString() !== now.toString()) set.current(next, { replace: true })
    }
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(write, SETTLED_MS)
    }
    const stops = [
      selection.subscribe(later),
      view.subscribe((now, before) => now.sessionTab !== before.sessionTab && later()),
    ]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [selection, view, feed])
}

function linkOf({ sessionId, direction, range }: Selection, feed: SessionFeed): string | null {
  return sessionId === feed.id && direction && range ? formatByteLink({ direction, range }) : null
}

/** The first tab is where one is without a word. */
function tabText(tab: SessionTab): string | null {
  return tab === SESSION_TABS[0] ? null : tab
}

function changed(params: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(params)
  if (value === null) next.delete(name)
  else next.set(name, value)
  return next
}
