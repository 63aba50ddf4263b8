import { formatAddress } from '@tcpscope/shared/base'
import { type Close, isLive } from '@tcpscope/shared/api'
import { MAX_STORED_MARKS, type StoredSession } from '../core/catalogPort.ts'
import type { RecordedProgress, SessionOpened, SessionProgress } from '../core/enginePort.ts'

// Pure: what each event does to a session. Rows are never changed, only replaced.

/** A connection was accepted; its target is being dialled. */
export function openedRow(event: SessionOpened): StoredSession {
  const { id, listenerId, number, startedAtMs, utcOffsetMin, client, target } = event
  return {
    session: {
      id,
      listenerId,
      listenerName: event.listenerName,
      number,
      state: 'connecting',
      client: formatAddress(client),
      target: formatAddress(target),
      remote: null,
      local: null,
      startedAtMs,
      durationNs: 0,
      upstreamBytes: 0,
      downstreamBytes: 0,
      upstreamFrames: 0,
      downstreamFrames: 0,
      records: 0,
      gapBytes: 0,
      hexLog: event.hexLog,
      hexLagBytes: 0,
      hexLagNs: 0,
      waitsOn: { blocker: 'target-silent', sinceNs: 0 },
      close: null,
      starred: false,
      comment: '',
    },
    // What is known before the target answers; progress brings the rest.
    facts: {
      id,
      listenerId,
      number,
      startedAtMs,
      utcOffsetMin,
      client,
      target,
      local: null,
      remote: null,
      dialError: null,
      hexLog: event.hexLog,
    },
    marks: [],
  }
}

/** What is recorded has grown, or its text has. */
export function progressedRow(row: StoredSession, event: SessionProgress): StoredSession {
  const { session } = row
  const facts = event.facts ?? row.facts
  const room = MAX_STORED_MARKS - row.marks.length
  return {
    session: {
      ...session,
      // Late progress of an ended session speaks of its hex log: it must not bring it back to life.
      state: session.close !== null ? session.state : event.state,
      remote: facts.remote && formatAddress(facts.remote),
      local: facts.local && formatAddress(facts.local),
      durationNs: event.durationNs,
      upstreamBytes: event.bytes.upstream,
      downstreamBytes: event.bytes.downstream,
      upstreamFrames: event.frames.upstream,
      downstreamFrames: event.frames.downstream,
      records: event.records,
      gapBytes: event.gapBytes,
      hexLagBytes: event.hexLagBytes,
      hexLagNs: event.hexLagNs,
      waitsOn: session.close !== null ? null : event.waitsOn,
    },
    facts,
    marks:
      event.newMarks.length === 0 || room <= 0 ? row.marks : [...row.marks, ...event.newMarks.slice(0, room)],
  }
}

/** The connection is over. */
export function closedRow(row: StoredSession, close: Close): StoredSession {
  const { session } = row
  // Nobody told us that the target answered: it never did.
  const state = session.state === 'connecting' ? 'failed' : isLive(session) ? 'closed' : session.state
  return { ...row, session: { ...session, state, close, waitsOn: null } }
}

/** What the files say of an ended session, in the words of the engine. */
export function recordedProgress({ session, facts }: StoredSession): RecordedProgress {
  const { state, durationNs, records, gapBytes } = session
  return {
    id: facts.id,
    state,
    facts,
    hexLog: facts.hexLog,
    durationNs,
    bytes: { upstream: session.upstreamBytes, downstream: session.downstreamBytes },
    frames: { upstream: session.upstreamFrames, downstream: session.downstreamFrames },
    records,
    gapBytes,
    waitsOn: null,
    newMarks: [],
  }
}
