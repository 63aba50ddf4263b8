/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser in a CSS grid: table elements
   would lose their meaning there, and their layout gets in the way */
import { type CSSProperties, type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { plural } from '../../base/format.ts'
import { isLive } from '../../base/words.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useBoxSize } from '../../widgets/hexrows/index.ts'
import { useNow } from '../../widgets/useNow.ts'
import { confirmDeleteSession } from '../../widgets/deleteSession.ts'
import { starSession } from '../../widgets/starSession.ts'
import { gridTemplate, shownColumns } from './columns.ts'
import { ListHead } from './ListHead.tsx'
import {
  ALL_SELECTED,
  extended,
  isSelected,
  NONE_SELECTED,
  type RowSelection,
  toggled,
} from './rowSelection.ts'
import { standingAt } from './rowAsOf.ts'
import { rowId, SessionRow } from './SessionRow.tsx'
import classes from './SessionList.module.css'
import { ROW, shownRows } from './shownRows.ts'
import { sparkPath } from './sparkPath.ts'
import { useListKeys } from './useListKeys.ts'
import { useRowInView } from './useRowInView.ts'

/** The next page is asked for when the last row (or the first that is held) is this near. */
const AHEAD = 40
/** With more rows above than this, one that goes to the top is brought there at once. */
const FAR = 1000

interface SessionTableProps {
  readonly selection: RowSelection
  readonly onSelect: (selection: RowSelection) => void
}

/** The rows of the list, drawn for what is in view and a little more. */
export function SessionTable({ selection, onSelect }: SessionTableProps) {
  const { sessions, rates: ratesStore, remarks, api, view, openAsOf, listSettings } = useServices()
  const { openId, openSession } = useRoute()
  const list = useStore(sessions, (state) => state.window)
  const error = useStore(sessions, (state) => state.error)
  const loadingMore = useStore(sessions, (state) => state.loadingMore)
  const frozenAtMs = useStore(view, (state) => state.frozenAtMs)
  const asOf = useStore(view, (state) => state.asOf)
  const openThen = useStore(openAsOf, (state) => state.session)
  const rates = useStore(ratesStore, (state) => state.rates)
  const hidden = useStore(listSettings, (state) => state.hidden)

  const scroller = useRef<HTMLDivElement>(null)
  const { width } = useBoxSize(scroller)
  const columns = useMemo(() => shownColumns(hidden, width), [hidden, width])
  const [topId, setTopId] = useState<SessionId | null>(null)
  const [cursorId, setCursorId] = useState<SessionId | null>(openId)
  const { rows, fresh } = useMemo(() => shownRows(list.rows, topId, list.arrived), [list, topId])
  const ticking = useNow(1000, frozenAtMs === null && rows.some(isLive))
  const now = asOf?.atMs ?? frozenAtMs ?? ticking
  // Rows that were scrolled through and let go keep their room.
  const above = list.above ?? 0
  const count = above + rows.length

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index - above]?.id ?? index,
    overscan: 8,
    // The head row scrolls with the rows and sticks above them.
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
  })
  const items = virtualizer.getVirtualItems()
  const firstDrawn = items[0]?.index ?? 0
  const lastDrawn = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (above > FAR && firstDrawn < AHEAD) sessions.reload()
    else if (firstDrawn < above + AHEAD && above > 0) void sessions.loadAbove()
    else if (lastDrawn >= count - AHEAD) void sessions.loadMore()
  }, [sessions, firstDrawn, lastDrawn, above, count])

  const placeOf = (id: SessionId | null) => {
    const index = id === null ? -1 : rows.findIndex((row) => row.id === id)
    return index < 0 ? -1 : index + above
  }
  const moveTo = useCallback(
    (index: number) => {
      virtualizer.scrollToIndex(index)
      const session = rows[index - above]
      if (!session) return
      setCursorId(session.id)
      // With a session open the keys go from one to the next; else they only move the cursor.
      if (openId) openSession(session.id, true)
    },
    [rows, above, virtualizer, openId, openSession],
  )
  const cursor = placeOf(cursorId)
  const drawnCursor = items.some(({ index }) => index === cursor) ? cursorId : null
  useRowInView(scroller, openId, placeOf(openId))
  const extend = (id: SessionId) =>
    onSelect(
      extended(
        selection,
        rows.map((row) => row.id),
        id,
      ),
    )
  useListKeys(scroller, {
    cursor,
    count,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2),
    moveTo,
    enter: () => cursorId && openSession(cursorId),
    remove: () => {
      const session = rows[cursor - above]
      if (session && !isLive(session)) confirmDeleteSession(session, api)
    },
    star: () => {
      const session = rows[cursor - above]
      if (!session) return
      const starred = remarks.getState().own.get(session.id)?.starred ?? session.starred
      starSession(session, !starred, remarks)
    },
    pick: () => cursorId && onSelect(toggled(selection, cursorId)),
    extendTo: (index) => {
      const target = rows[index - above]
      if (!target) return
      const from = selection.anchor === null && cursorId ? toggled(selection, cursorId) : selection
      const order = rows.map((row) => row.id)
      onSelect(extended(from, order, target.id))
      setCursorId(target.id)
      virtualizer.scrollToIndex(index)
    },
    pickAll: () => onSelect(ALL_SELECTED),
    pickNone: () => {
      const was = selection.all || selection.ids.size > 0
      if (was) onSelect(NONE_SELECTED)
      return was
    },
  })

  const click = useRef((_id: SessionId, _event: MouseEvent): void => {})
  useEffect(() => {
    click.current = (id, { ctrlKey, metaKey, shiftKey }) => {
      setCursorId(id)
      if (shiftKey) extend(id)
      else if (ctrlKey || metaKey) onSelect(toggled(selection, id))
      else openSession(id)
    }
  })
  const onClick = useCallback((id: SessionId, event: MouseEvent) => click.current(id, event), [])

  function onScroll(): void {
    const top = scroller.current?.scrollTop ?? 0
    if (top <= 1) setTopId(null)
    else setTopId((id) => id ?? list.newestId)
  }

  function toNewest(): void {
    setTopId(null)
    if (list.above !== null) sessions.reload()
    scroller.current?.scrollTo({ top: 0 })
  }

  const sparkNow = Math.floor(now / 1000) * 1000
  const spark = (session: Session) => {
    if (asOf || !isLive(session) || !columns.some(({ id }) => id === 'rate')) return ''
    const bytes = ratesStore.lastMinute(session.id, sparkNow)
    return bytes ? sparkPath(bytes) : ''
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
        aria-label="Sessions"
        aria-rowcount={list.total + 1}
        aria-multiselectable="true"
        aria-activedescendant={drawnCursor ? rowId(drawnCursor) : undefined}
        aria-busy={loadingMore}
        tabIndex={0}
        style={{ '--ts-columns': gridTemplate(columns) } as CSSProperties}
        onScroll={onScroll}
        onMouseDown={(event) => {
          if (!event.shiftKey) return
          // It selects rows, not the text in them; the focus comes here all the same.
          event.preventDefault()
          scroller.current?.focus({ preventScroll: true })
        }}
      >
        <ListHead columns={columns} />
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const session = rows[index - above]
            if (!session) return null
            const then = asOf && openThen?.id === session.id ? openThen : null
            const standing = asOf && standingAt(session, asOf.atMs)
            return (
              <SessionRow
                key={key}
                columns={columns}
                session={session}
                top={start - ROW}
                rowIndex={index + 2 + fresh}
                standing={standing}
                then={then}
                nowMs={(standing ? standing === 'alive' : isLive(session)) ? now : 0}
                rate={asOf ? null : (rates.get(session.id) ?? 0)}
                spark={spark(session)}
                open={session.id === openId}
                cursor={index === cursor}
                selected={isSelected(selection, session.id)}
                onClick={onClick}
              />
            )
          })}
        </div>
      </div>
      {error && (
        <div className={classes.fault} role="alert">
          More sessions could not be fetched: {error}
          <Button size="compact-xs" variant="default" onClick={() => void sessions.loadMore()}>
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}
