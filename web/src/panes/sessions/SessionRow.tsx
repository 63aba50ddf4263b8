/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser in a CSS grid: table elements
   would lose their meaning there, and their layout gets in the way */
import { memo } from 'react'
import { IconAlertTriangle, IconMessage, IconTrash } from '@tabler/icons-react'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatMoment,
  formatRate,
} from '../../base/format.ts'
import { closeWords, isLive } from '../../base/words.ts'
import { useRemarks } from '../../stores/remarks.ts'
import { useServices } from '../../stores/services.ts'
import { confirmDeleteSession } from '../../widgets/deleteSession.ts'
import { StarButton } from '../../widgets/StarButton.tsx'
import { starSession } from '../../widgets/starSession.ts'
import { StateShape } from '../../widgets/StateShape.tsx'
import { WaitsOn } from '../../widgets/WaitsOn.tsx'
import classes from './SessionList.module.css'

interface SessionRowProps {
  readonly session: Session
  /** Place in the list, px. */
  readonly top: number
  /** For assistive technology: counts the head row and rows that are not drawn. */
  readonly rowIndex: number
  /** The time, for the age of a live session; 0 for ended ones, so that they are not drawn anew. */
  readonly nowMs: number
  /** Bytes a second, both ways. */
  readonly rate: number
  readonly open: boolean
  readonly cursor: boolean
  readonly onOpen: (id: SessionId) => void
  readonly onCursor: (id: SessionId) => void
}

/** The DOM id of a session's row. */
export function rowId(id: SessionId): string {
  return `session-${id}`
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { session, top, rowIndex, nowMs, rate, open, cursor, onOpen, onCursor } = props
  const { id, state, number, listenerName, client, target, remote, close } = session
  const live = isLive(session)
  const started = `started ${formatMoment(session.startedAtMs)}`
  return (
    // Keys are the grid's: see useListKeys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={rowId(id)}
      className={classes.row}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={open}
      data-cursor={cursor || undefined}
      data-ended={!live || undefined}
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        onCursor(id)
        onOpen(id)
      }}
    >
      <span role="gridcell" className={classes.stateCell}>
        <Star session={session} />
        <StateShape state={state} />
        {state}
        <Gap bytes={session.gapBytes} />
        <Comment session={session} />
      </span>
      <span role="gridcell" data-column="#">
        {number}
      </span>
      <span role="gridcell" data-column="Listener" title={listenerName}>
        {listenerName}
      </span>
      <span role="gridcell" className={classes.address} title={client}>
        {client}
      </span>
      <span
        role="gridcell"
        className={classes.address}
        title={remote && remote !== target ? `${target} (${remote})` : target}
      >
        {target}
      </span>
      <Bytes direction="upstream" bytes={session.upstreamBytes} />
      <Bytes direction="downstream" bytes={session.downstreamBytes} />
      <span role="gridcell" className={classes.number}>
        {live ? formatRate(rate) : ''}
      </span>
      <span role="gridcell" className={classes.number} title={started}>
        {live
          ? formatAge(Math.max(0, Math.floor((nowMs - session.startedAtMs) / 1000)))
          : formatDuration(session.durationNs)}
      </span>
      <span role="gridcell" data-column="Waits on">
        <WaitsOn session={session} nowMs={nowMs} />
      </span>
      <span role="gridcell" title={close?.text}>
        {close ? closeWords(close) : ''}
      </span>
      <span role="gridcell" className={classes.action}>
        {!live && <DeleteButton session={session} />}
      </span>
    </div>
  )
})

function Bytes({
  direction,
  bytes,
}: {
  readonly direction: 'upstream' | 'downstream'
  readonly bytes: number
}) {
  return (
    <span
      role="gridcell"
      className={classes.number}
      data-direction={bytes > 0 ? direction : undefined}
      title={`${formatCount(bytes)} bytes`}
    >
      {formatBytes(bytes)}
    </span>
  )
}

function Star({ session }: { readonly session: Session }) {
  const { remarks } = useServices()
  const { starred } = useRemarks(remarks, session)
  // Reached by a key of the list, as the other buttons of a row.
  return (
    <StarButton
      session={session}
      starred={starred}
      onStar={(on) => starSession(session, on, remarks)}
      tabIndex={-1}
    />
  )
}

function Comment({ session }: { readonly session: Session }) {
  const { remarks } = useServices()
  const { comment } = useRemarks(remarks, session)
  if (comment === '') return null
  return (
    <span className={classes.comment} title={comment}>
      <IconMessage size={14} aria-hidden="true" />
      <span className="visually-hidden">comment: {comment}</span>
    </span>
  )
}

function Gap({ bytes }: { readonly bytes: number }) {
  if (bytes === 0) return null
  const text = `gap: ${formatBytes(bytes)} could not be recorded`
  return (
    <span className={classes.gap} title={text}>
      <IconAlertTriangle size={14} aria-hidden="true" />
      <span className="visually-hidden">{text}</span>
    </span>
  )
}

function DeleteButton({ session }: { readonly session: Session }) {
  const { api } = useServices()
  const label = `Delete session ${session.number} of ${session.listenerName}`
  return (
    <button
      type="button"
      className={classes.trash}
      // Reached by the Delete key; a tab stop a row would bury what comes after the list.
      tabIndex={-1}
      aria-label={label}
      title="Delete (Del)"
      onClick={(event) => {
        event.stopPropagation()
        confirmDeleteSession(session, api)
      }}
    >
      <IconTrash size={14} aria-hidden="true" />
    </button>
  )
}
