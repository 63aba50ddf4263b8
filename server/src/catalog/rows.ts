import type { Selectable } from 'kysely'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { Close, HexLogMode, SessionMark, SessionState } from '@tcpscope/shared/api'
import { MAX_STORED_MARKS, type StoredSession } from '../core/catalogPort.ts'
import type { SessionsTable } from './tables.ts'

/** What is kept of a session. */
export function sessionToRow({ session, facts, marks }: StoredSession): SessionsTable {
  // How long the text lags and what is waited for are known while that goes on only. Field by field: it runs for every
  // session a few times, and to copy an object but for some of its fields takes ten times as long.
  return {
    id: session.id,
    listenerId: session.listenerId,
    listenerName: session.listenerName,
    number: session.number,
    state: session.state,
    client: session.client,
    target: session.target,
    remote: session.remote,
    local: session.local,
    startedAtMs: session.startedAtMs,
    durationNs: session.durationNs,
    upstreamBytes: session.upstreamBytes,
    downstreamBytes: session.downstreamBytes,
    upstreamFrames: session.upstreamFrames,
    downstreamFrames: session.downstreamFrames,
    records: session.records,
    gapBytes: session.gapBytes,
    hexLog: session.hexLog,
    hexLagBytes: session.hexLagBytes,
    starred: Number(session.starred),
    comment: session.comment,
    close: session.close === null ? null : JSON.stringify(session.close),
    closeCause: session.close?.cause ?? '',
    closeBy: session.close?.by ?? '',
    facts: JSON.stringify(facts),
    marks: JSON.stringify(marks.slice(0, MAX_STORED_MARKS)),
  }
}

/** The session as it was kept; nothing is waited for any more. */
export function rowToSession(stored: Selectable<SessionsTable>): StoredSession {
  const { close, closeCause: _, closeBy: __, facts, marks, ...row } = stored
  return {
    session: {
      ...row,
      id: row.id as SessionId,
      listenerId: row.listenerId as ListenerId,
      state: row.state as SessionState,
      hexLog: row.hexLog as HexLogMode,
      hexLagNs: 0,
      waitsOn: null,
      close: close === null ? null : (JSON.parse(close) as Close),
      starred: row.starred === 1,
    },
    facts: JSON.parse(facts) as SessionFacts,
    marks: JSON.parse(marks) as SessionMark[],
  }
}
