/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser in a CSS grid: table elements
   would lose their meaning there, and their layout gets in the way */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { SessionId } from '@tcpscope/shared/base'
import { plural } from '../../base/format.ts'
import { isLive } from '../../base/words.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useNow } from '../../widgets/useNow.ts'
import { confirmDeleteSession } from '../../widgets/deleteSession.ts'
import { starSession } from '../../widgets/starSession.ts'
import { rowId, SessionRow } from './SessionRow.tsx'
import classes from './SessionList.module.css'
import { ROW, shownRows } from './shownRows.ts'
import { useListKeys } from './useListKeys.ts'
import { useRowInView } from './useRowInView.ts'

const HEAD = [
  'State',
  '#',
  'Listener',
  'Client',
  'Target',
  '↑ bytes',
  '↓ bytes',
  'Rate',
  'Age',
  'Waits on',
  'Closed by',
  '',
]
/** The next page is asked for when the last row is this near. */
const AHEAD = 40

/** The rows of the list, drawn for what is in view and a little more. */
export function SessionTable() {
  const { sessions, rates: ratesStore, remarks, api, view } = useServices()
  const { openId, openSession } = useRoute()
  const held = useStore(sessions, (state) => state.window.rows)
  const total = useStore(sessions, (state) => state.window.total)
  const newer = useStore(sessions, (state) => state.window.newer)
  const error = useStore(sessions, (state) => state.error)
  const loadingMore = useStore(sessions, (state) => state.loadingMore)
  const frozenAtMs = useStore(view, (state) => state.frozenAtMs)
  const rates = useStore(ratesStore, (state) => state.rates)

  const scroller = useRef<HTMLDivElement>(null)
  const [topId, setTopId] = useState<SessionId | null>(null)
  const [cursorId, setCursorId] = useState<SessionId | null>(openId)
  const { rows, fresh } = useMemo(() => shownRows(held, topId, newer), [held, topId, newer])
  const ticking = useNow(1000, frozenAtMs === null && rows.some(isLive))
  const now = frozenAtMs ?? ticking

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    // The head row scrolls with the rows and sticks above them.
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
  })
  const items = virtualizer.getVirtualItems()
  const lastDrawn = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastDrawn >= rows.length - AHEAD) void sessions.loadMore()
  }, [sessions, lastDrawn, rows.length])

  const moveTo = useCallback(
    (index: number) => {
      const session = rows[index]
      if (!session) return
      setCursorId(session.id)
      virtualizer.scrollToIndex(index)
      // With a session open the keys go from one to the next; else they only move the cursor.
      if (openId) openSession(session.id, true)
    },
    [rows, virtualizer, openId, openSession],
  )
  const cursor = rows.findIndex(({ id }) => id === cursorId)
  const drawnCursor = items.some(({ index }) => index === cursor) ? cursorId : null
  useRowInView(
    scroller,
    openId,
    rows.findIndex(({ id }) => id === openId),
  )
  useListKeys(scroller, {
    cursor,
    count: rows.length,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2),
    moveTo,
    enter: () => cursorId && openSession(cursorId),
    remove: () => {
      const session = rows[cursor]
      if (session && !isLive(session)) confirmDeleteSession(session, api)
    },
    star: () => {
      const session = rows[cursor]
      if (!session) return
      const starred = remarks.getState().own.get(session.id)?.starred ?? session.starred
      starSession(session, !starred, remarks)
    },
  })

  function onScroll(): void {
    const top = scroller.current?.scrollTop ?? 0
    if (top <= 1) setTopId(null)
    else setTopId((id) => id ?? rows[0]?.id ?? null)
  }

  function toNewest(): void {
    setTopId(null)
    if (newer !== null) sessions.reload()
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <div className={classes.rest}>
      {fresh > 0 && (
        <Button
          className={classes.fresh ?? ''}
          size="compact-sm"
          leftSection={<IconArrowUp size={14} />}
          onClick={toNewest}
        >
          {plural(fresh, 'new session')}
        </Button>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label="Sessions, newest first"
        aria-rowcount={total + 1}
        aria-activedescendant={drawnCursor ? rowId(drawnCursor) : undefined}
        aria-busy={loadingMore}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className={classes.head} role="row" aria-rowindex={1}>
          {HEAD.map((title) => (
            <span key={title} role="columnheader" data-column={title}>
              {title === '' ? <span className="visually-hidden">Actions</span> : title}
            </span>
          ))}
        </div>
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const session = rows[index]
            if (!session) return null
            return (
              <SessionRow
                key={key}
                session={session}
                top={start - ROW}
                rowIndex={index + 2 + fresh}
                nowMs={isLive(session) ? now : 0}
                rate={rates.get(session.id) ?? 0}
                open={session.id === openId}
                cursor={index === cursor}
                onOpen={openSession}
                onCursor={setCursorId}
              />
            )
          })}
        </div>
      </div>
      {error && (
        <div className={classes.fault} role="alert">
          Older sessions could not be fetched: {error}
          <Button size="compact-xs" variant="default" onClick={() => void sessions.loadMore()}>
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}
