import { Fragment } from 'react'
import { useStore } from 'zustand'
import { assertNever } from '@tcpscope/shared/base'
import type { Session, SessionDetail, SessionMark } from '@tcpscope/shared/api'
import { formatBytes, formatCount, formatDuration, formatMoment, plural } from '../../base/format.ts'
import type { SessionFeed } from './contract.ts'
import classes from './Facts.module.css'

/** Gaps listed at most; the count says how many there are. */
const GAPS_SHOWN = 100

/** All that is known of the session, in words and numbers. */
export function Facts({ feed }: { readonly feed: SessionFeed }) {
  const session = useStore(feed.store, (state) => state.session)
  const marks = useStore(feed.store, (state) => state.marks)
  const files = useStore(feed.store, (state) => state.files)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section className={classes.facts} aria-label="Facts" tabIndex={0}>
      <Table title="Connection" rows={connectionRows(session)} />
      <Table title="Traffic" rows={trafficRows(session)} />
      <Table title="Recording" rows={recordingRows(session, files)} />
      <Marks marks={marks} />
      <Gaps gaps={marks.filter(({ code }) => code === 'gap')} />
    </section>
  )
}

/** `mono`: addresses, ids and names of files. */
type Row = readonly [name: string, value: string, mono?: 'mono']

function connectionRows(session: Session): Row[] {
  const { close } = session
  return [
    ['Listener', session.listenerName],
    ['Number', `#${session.number}`],
    ['State', session.state],
    ['Client', session.client, 'mono'],
    ['Target', session.target, 'mono'],
    ['Reached at', session.remote ?? 'not reached', 'mono'],
    ['Our address there', session.local ?? '–', 'mono'],
    ['Started', formatMoment(session.startedAtMs)],
    ['Last recorded', `${formatDuration(session.durationNs)} after the start`],
    ['Ended by', close ? `${close.by}${close.code ? ` (${close.code})` : ''}` : 'still live'],
    ['Why', close?.text ?? '–'],
    ['Id', session.id, 'mono'],
  ]
}

function trafficRows(session: Session): Row[] {
  return [
    ['↑ client to target', bytesWords(session.upstreamBytes)],
    ['↑ frames', formatCount(session.upstreamFrames)],
    ['↓ target to client', bytesWords(session.downstreamBytes)],
    ['↓ frames', formatCount(session.downstreamFrames)],
  ]
}

function bytesWords(count: number): string {
  return `${formatCount(count)} bytes (${formatBytes(count)})`
}

function recordingRows(session: Session, files: SessionDetail['files']): Row[] {
  return [
    ['Hex log', hexLogWords(session)],
    ['Records in the index', formatCount(session.records)],
    ['Missing bytes', session.gapBytes === 0 ? 'none' : formatCount(session.gapBytes)],
    ['Hex log file', files.hex, 'mono'],
    ['↑ binary log file', files.upstream, 'mono'],
    ['↓ binary log file', files.downstream, 'mono'],
  ]
}

function hexLogWords({ hexLog, hexLagBytes, hexLagNs }: Session): string {
  switch (hexLog) {
    case 'off':
      return 'off: not offered'
    case 'on-demand':
      return 'on demand: rendered when downloaded'
    case 'live':
      return hexLagBytes === 0
        ? 'complete up to now'
        : `${formatBytes(hexLagBytes)}${hexLagNs > 0 ? `, ${formatDuration(hexLagNs)}` : ''} behind; a download renders what is missing`
    default:
      return assertNever(hexLog)
  }
}

function Table({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section className={classes.group}>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.list}>
        {rows.map(([name, value, mono]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className={mono}>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

function Marks({ marks }: { readonly marks: readonly SessionMark[] }) {
  const rows = marks.filter(({ code }) => code !== 'gap').map(markRow)
  return rows.length === 0 ? null : <Table title="What happened" rows={rows} />
}

function markRow(mark: SessionMark): Row {
  return [`+${formatDuration(mark.timeNs)}`, markWords(mark)]
}

function markWords({ code, direction }: SessionMark): string {
  const side = direction === 'upstream' ? 'client' : 'target'
  switch (code) {
    case 'connected':
      return 'the target answered'
    case 'ended':
      return `the ${side} finished sending (FIN)`
    case 'reset':
      return `the ${side} reset the connection (RST)`
    case 'timeout':
      return `the ${side} did not answer in time`
    case 'gap':
      return 'a gap in the capture'
    case 'closed':
      return 'both sockets were closed'
    default:
      return assertNever(code)
  }
}

function Gaps({ gaps }: { readonly gaps: readonly SessionMark[] }) {
  if (gaps.length === 0) return null
  const rows = gaps
    .slice(0, GAPS_SHOWN)
    .map(({ direction, offset, length, timeNs }): Row => [
      `${direction === 'upstream' ? '↑' : '↓'} from ${formatCount(offset)}`,
      `to ${formatCount(offset + length)}: ${plural(length, 'byte')} at +${formatDuration(timeNs)}`,
    ])
  return <Table title={`${plural(gaps.length, 'gap')} in the capture`} rows={rows} />
}
