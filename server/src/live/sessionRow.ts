import { type Address, formatAddress } from '@tcpscope/shared/base'
import { type Close, isLive, type SessionMark } from '@tcpscope/shared/api'
import { MAX_STORED_MARKS, type StoredSession } from '../core/catalogPort.ts'
import { NOT_DIALLED, sessionFacts } from '../core/sessionFacts.ts'
import type { RecordedProgress, SessionOpened, SessionProgress } from '../core/enginePort.ts'

// Pure: what each event does to a session. Rows are never changed, only replaced.

/** A connection was accepted; its target is being dialled. */
export function openedRow(event: SessionOpened): StoredSession {
  const { id, listenerId, number, startedAtMs, client, target } = event
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
    facts: sessionFacts(event, NOT_DIALLED),
    marks: [],
  }
}

/**
 * What is recorded has grown, or its text has. Field by field: this runs for every session several times a second, and
 * to copy an object and replace most of its fields takes ten times as long.
 */
export function progressedRow(
  { session, facts, marks }: StoredSession,
  event: SessionProgress,
): StoredSession {
  const ended = session.close !== null
  return {
    session: {
      id: session.id,
      listenerId: session.listenerId,
      listenerName: session.listenerName,
      number: session.number,
      // Late progress of an ended session speaks of its hex log: it must not bring it back to life.
      state: ended ? session.state : event.state,
      client: session.client,
      target: session.target,
      remote: event.facts ? addressText(event.facts.remote) : session.remote,
      local: event.facts ? addressText(event.facts.local) : session.local,
      startedAtMs: session.startedAtMs,
      durationNs: event.durationNs,
      upstreamBytes: event.bytes.upstream,
      downstreamBytes: event.bytes.downstream,
      upstreamFrames: event.frames.upstream,
      downstreamFrames: event.frames.downstream,
      records: event.records,
      gapBytes: event.gapBytes,
      hexLog: session.hexLog,
      hexLagBytes: event.hexLagBytes,
      hexLagNs: event.hexLagNs,
      waitsOn: ended ? null : event.waitsOn,
      close: session.close,
      starred: session.starred,
      comment: session.comment,
    },
    facts: event.facts ?? facts,
    marks: withNewMarks(marks, event.newMarks),
  }
}

function withNewMarks(marks: readonly SessionMark[], more: readonly SessionMark[]): readonly SessionMark[] {
  const room = MAX_STORED_MARKS - marks.length
  return more.length === 0 || room <= 0 ? marks : [...marks, ...more.slice(0, room)]
}

const addressText = (address: Address | null): string | null => address && formatAddress(address)

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
