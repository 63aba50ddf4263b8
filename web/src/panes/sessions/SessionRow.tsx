/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser in a CSS grid: table elements
   would lose their meaning there, and their layout gets in the way */
import { memo, type MouseEvent } from 'react'
import type { SessionId } from '@tcpscope/shared/base'
import { isLive } from '../../base/words.ts'
import type { Column } from './columns.ts'
import { type CellProps, SessionCell } from './SessionCell.tsx'
import classes from './SessionList.module.css'

interface SessionRowProps extends CellProps {
  readonly columns: readonly Column[]
  /** Place in the list, px. */
  readonly top: number
  /** For assistive technology: counts the head row and rows that are not drawn. */
  readonly rowIndex: number
  readonly open: boolean
  readonly cursor: boolean
  readonly selected: boolean
  readonly onClick: (id: SessionId, event: MouseEvent) => void
}

/** The DOM id of a session's row. */
export function rowId(id: SessionId): string {
  return `session-${id}`
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { columns, session, top, rowIndex, open, cursor, selected, onClick, ...rest } = props
  return (
    // Keys are the grid's: see useListKeys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={rowId(session.id)}
      className={classes.row}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      aria-current={open || undefined}
      data-cursor={cursor || undefined}
      data-ended={!isLive(session) || undefined}
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(session.id, event)}
    >
      {columns.map(({ id }) => (
        <SessionCell key={id} column={id} session={session} {...rest} />
      ))}
    </div>
  )
})
