/* oxlint-disable jsx-a11y/prefer-tag-over-role -- as the rows: see SessionRow */
import { IconAlertTriangle, IconMessage, IconTrash } from '@tabler/icons-react'
import { assertNever, type Direction } from '@tcpscope/shared/base'
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
import type { ColumnId } from './columns.ts'
import classes from './SessionList.module.css'
import { SPARK } from './sparkPath.ts'

export interface CellProps {
  /** As it is: what is done is done to that. */
  readonly session: Session
  /** As it is shown: as it is, or as it was at the moment that is shown. */
  readonly shown: Session
  /** At that moment it had not begun. */
  readonly later: boolean
  /** Its bytes at that moment are not known; those of now are the most it can have had. */
  readonly atMost: boolean
  /** The time, for the age of a live session; 0 for ended ones, so that they are not drawn anew. */
  readonly nowMs: number
  /** Bytes a second, both ways; null: not known of the moment that is shown. */
  readonly rate: number | null
  /** The rates of the last minute as a path; empty when nothing moved. */
  readonly spark: string
}

/** What a column says of a session. */
export function SessionCell({ column, ...props }: CellProps & { readonly column: ColumnId }) {
  const { session, shown, later, atMost, nowMs, rate, spark } = props
  const { number, listenerName, client, target, remote } = session
  const live = !later && isLive(shown)
  const close = later ? null : shown.close
  switch (column) {
    case 'state':
      return <StateCell session={session} shown={shown} later={later} />
    case 'number':
      return (
        <span role="gridcell" className={classes.number}>
          {number}
        </span>
      )
    case 'listener':
      return (
        <span role="gridcell" title={listenerName}>
          {listenerName}
        </span>
      )
    case 'client':
      return (
        <span role="gridcell" className={classes.address} title={client}>
          {client}
        </span>
      )
    case 'target':
      return (
        <span
          role="gridcell"
          className={classes.address}
          title={remote && remote !== target ? `${target} (${remote})` : target}
        >
          {target}
        </span>
      )
    case 'up':
      return <Bytes direction="upstream" bytes={later ? 0 : shown.upstreamBytes} atMost={atMost} />
    case 'down':
      return <Bytes direction="downstream" bytes={later ? 0 : shown.downstreamBytes} atMost={atMost} />
    case 'rate':
      return (
        <span role="gridcell" className={classes.rate}>
          {live && <Sparkline path={spark} />}
          {live && rate !== null ? formatRate(rate) : ''}
        </span>
      )
    case 'duration':
      return (
        <span
          role="gridcell"
          className={classes.number}
          title={`started ${formatMoment(session.startedAtMs)}`}
        >
          {later
            ? ''
            : live
              ? formatAge(Math.max(0, Math.floor((nowMs - session.startedAtMs) / 1000)))
              : formatDuration(shown.durationNs)}
        </span>
      )
    case 'waits':
      return <span role="gridcell">{!later && <WaitsOn session={shown} nowMs={nowMs} />}</span>
    case 'close':
    case 'ending':
      return (
        <span role="gridcell" title={close?.text}>
          {close ? closeWords(close) : ''}
          {live && column === 'ending' && <WaitsOn session={shown} nowMs={nowMs} />}
        </span>
      )
    case 'comment':
      return <CommentCell session={session} />
    case 'actions':
      return (
        <span role="gridcell" className={classes.action}>
          {!isLive(session) && <DeleteButton session={session} />}
        </span>
      )
    default:
      return assertNever(column)
  }
}

function StateCell({ session, shown, later }: Pick<CellProps, 'session' | 'shown' | 'later'>) {
  const { remarks } = useServices()
  const { starred, comment } = useRemarks(remarks, session)
  return (
    <span role="gridcell" className={classes.stateCell}>
      {/* Reached by a key of the list, as the other buttons of a row. */}
      <StarButton
        session={session}
        starred={starred}
        onStar={(on) => starSession(session, on, remarks)}
        tabIndex={-1}
      />
      {later ? (
        'began later'
      ) : (
        <>
          <StateShape state={shown.state} />
          {shown.state}
          <Gap bytes={shown.gapBytes} />
        </>
      )}
      {comment !== '' && (
        <span className={classes.comment} title={comment}>
          <IconMessage size={14} aria-hidden="true" />
          <span className="visually-hidden">comment: {comment}</span>
        </span>
      )}
    </span>
  )
}

function CommentCell({ session }: { readonly session: Session }) {
  const { remarks } = useServices()
  const { comment } = useRemarks(remarks, session)
  return (
    <span role="gridcell" title={comment}>
      {comment}
    </span>
  )
}

/** Decoration: the number beside it says how it is now. */
function Sparkline({ path }: { readonly path: string }) {
  if (path === '') return null
  return (
    <svg className={classes.spark} width={SPARK.width} height={SPARK.height} aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

interface BytesProps {
  readonly direction: Direction
  readonly bytes: number
  readonly atMost: boolean
}

function Bytes({ direction, bytes, atMost }: BytesProps) {
  const bound = atMost && bytes > 0
  return (
    <span
      role="gridcell"
      className={classes.number}
      data-direction={bytes > 0 ? direction : undefined}
      title={`${formatCount(bytes)} bytes${bound ? ' by now: so many at most at the moment that is shown' : ''}`}
    >
      {bound && '≤'}
      {formatBytes(bytes)}
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
