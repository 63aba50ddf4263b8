import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import { BulkBar } from './BulkBar.tsx'
import { FilterFault } from './FilterFault.tsx'
import { NoSessions } from './NoSessions.tsx'
import { NONE_SELECTED, type RowSelection } from './rowSelection.ts'
import { SessionFilters } from './SessionFilters.tsx'
import classes from './SessionList.module.css'
import { SessionTable } from './SessionTable.tsx'

interface SessionListProps {
  /** Shown instead of the list while there are neither listeners nor sessions. */
  readonly empty: ReactNode
  /** Shown in place of the rows while all sessions are searched. */
  readonly search: ReactNode
}

/** The list of sessions: filters above, rows below, or what to do when there are none. */
export function SessionList({ empty, search }: SessionListProps) {
  const { sessions, searchAll } = useServices()
  const searching = useStore(searchAll, (state) => state.open)
  const { filter, sorting } = useRoute()
  const fault = useStore(sessions, (state) => state.fault)
  // What was selected under another filter may not be in the list any more.
  const [picked, setPicked] = useState({ filter, selection: NONE_SELECTED })
  const selection = picked.filter === filter ? picked.selection : NONE_SELECTED
  const setSelection = (next: RowSelection) => setPicked({ filter, selection: next })
  const phase = useStore(sessions, (state) => state.phase)
  const error = useStore(sessions, (state) => state.error)
  const none = useStore(sessions, (state) => state.window.rows.length === 0)
  const filtered = Object.keys(filter).length > 0
  useEffect(() => sessions.setFilter(filter, sorting), [sessions, filter, sorting])

  return (
    <section className={classes.pane} aria-label="Sessions">
      <SessionFilters />
      <BulkBar selection={selection} onSelect={setSelection} />
      {searching && search}
      {!searching && fault && <FilterFault fault={fault} />}
      {!searching && !fault && phase === 'failed' && (
        <Notice
          title="The sessions cannot be listed"
          actions={
            <Button size="xs" variant="default" onClick={() => sessions.reload()}>
              Try again
            </Button>
          }
        >
          <p className="dim">{error}</p>
        </Notice>
      )}
      {!searching && !fault && phase === 'ready' && none && (
        <div className={classes.rest}>{(!filtered && empty) || <NoSessions />}</div>
      )}
      {!searching && !fault && phase === 'ready' && !none && (
        <SessionTable selection={selection} onSelect={setSelection} />
      )}
    </section>
  )
}
