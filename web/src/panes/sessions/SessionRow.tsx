/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser in a CSS grid: table elements
   would lose their meaning there, and their layout gets in the way */
import { memo, type MouseEvent } from 'react'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { isLive } from '../../base/words.ts'
import type { Column } from './columns.ts'
import { type CellProps, SessionCell } from './SessionCell.tsx'
import { type Standing, whileAlive } from './rowAsOf.ts'
import classes from './SessionList.module.css'

interface SessionRowProps extends Pick<CellProps, 'session' | 'nowMs' | 'rate' | 'spark'> {
  /** How it stood at the moment that is shown; null: the present is shown. */
  readonly standing: Standing | null
  /** What it was then, where that is known; null: it is not. */
  readonly then: Session | null
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
  const { columns, session, standing, then, top, rowIndex, open, cursor, selected, onClick, ...rest } = props
  const guessed = standing === 'alive' && !then
  const shown = then ?? (guessed ? whileAlive(session) : session)
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
      data-ended={!isLive(shown) || undefined}
      data-later={standing === 'later' || undefined}
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(session.id, event)}
    >
      {columns.map(({ id }) => (
        <SessionCell
          key={id}
          column={id}
          session={session}
          shown={shown}
          later={standing === 'later'}
          atMost={guessed}
          {...rest}
        />
      ))}
    </div>
  )
})
