/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an option of a select could not be drawn like this */
import { plural } from '../../base/format.ts'
import { StateShape } from '../../widgets/StateShape.tsx'
import { snippetText, type ResultRow } from './resultRows.ts'
import type { ResultData } from './useResultData.ts'
import classes from './Find.module.css'

interface ResultLineProps {
  readonly id: string
  readonly row: ResultRow
  readonly data: ResultData
  /** Place in the list, px. */
  readonly top: number
  readonly cursor: boolean
  /** For assistive technology: its number among all rows, those not drawn too. */
  readonly place: number
  readonly of: number
  readonly onOpen: () => void
}

/** One row of the results: a session, or a match with the bytes around it. */
export function ResultLine({ id, row, data, top, cursor, place, of, onOpen }: ResultLineProps) {
  return (
    // Keys are those of the list box.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      className={row.kind === 'session' ? classes.heading : classes.result}
      role="option"
      aria-selected={cursor}
      aria-posinset={place}
      aria-setsize={of}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onOpen}
    >
      {row.kind === 'session' ? <SessionLine row={row} data={data} /> : <MatchLine row={row} data={data} />}
    </div>
  )
}

interface LineProps<Kind extends ResultRow['kind']> {
  readonly row: ResultRow & { kind: Kind }
  readonly data: ResultData
}

function SessionLine({ row, data }: LineProps<'session'>) {
  const session = data.session(row.id)
  return (
    <>
      {session ? (
        <>
          <StateShape state={session.state} />
          <b>
            #{session.number} {session.listenerName}
          </b>
          <span className="mono">
            {session.client} → {session.target}
          </span>
        </>
      ) : (
        <span className="dim">{session === null ? 'a session that is gone' : '…'}</span>
      )}
      <span className={classes.sum}>
        {row.more
          ? `${plural(row.count, 'match', 'matches')} or more`
          : plural(row.count, 'match', 'matches')}
      </span>
    </>
  )
}

function MatchLine({ row: { id, match }, data }: LineProps<'match'>) {
  const bytes = data.bytes(id, match)
  const up = match.direction === 'upstream'
  return (
    <>
      <span className={classes.way} data-direction={match.direction}>
        <span aria-hidden="true">{up ? '↑' : '↓'}</span>
        <span className="visually-hidden">{up ? 'client to target' : 'target to client'}, at</span>{' '}
        {match.range.start.toString(16).padStart(8, '0')}
      </span>
      <span className={classes.snippet}>{bytes ? <Around match={match.range} bytes={bytes} /> : '…'}</span>
    </>
  )
}

function Around({ match, bytes }: { match: { start: number; end: number }; bytes: Uint8Array }) {
  const { before, match: found, cut, behind } = snippetText(match, bytes)
  return (
    <>
      {before}
      <mark>
        {found}
        {cut && '…'}
      </mark>
      {behind}
    </>
  )
}
