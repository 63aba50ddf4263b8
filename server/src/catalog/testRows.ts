import { uuidv7 } from 'uuidv7'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import type { StoredListener, StoredSession } from '../core/catalogPort.ts'

/** A listener as a person could have made it; for tests. */
export function aListener(change: Partial<StoredListener> = {}): StoredListener {
  return {
    id: uuidv7() as ListenerId,
    name: 'redis',
    host: '127.0.0.1',
    port: 6400,
    targetHost: '127.0.0.1',
    targetPort: 6379,
    connectTimeoutMs: 10_000,
    hexLog: 'live',
    capture: 'normal',
    createdAtMs: 1_790_000_000_000,
    wanted: 'running',
    ...change,
  }
}

/** An open session as the live hub would hand it over; for tests. */
export function aSession(change: Partial<Session> = {}): StoredSession {
  const session: Session = {
    id: uuidv7() as SessionId,
    listenerId: uuidv7() as ListenerId,
    listenerName: 'redis',
    number: 1,
    state: 'open',
    client: '127.0.0.1:50001',
    target: 'db.example.test:6379',
    remote: '127.0.0.1:6379',
    local: '127.0.0.1:50002',
    startedAtMs: 1_790_000_000_000,
    durationNs: 5_000_000,
    upstreamBytes: 10,
    downstreamBytes: 20,
    upstreamFrames: 1,
    downstreamFrames: 2,
    records: 4,
    gapBytes: 0,
    hexLog: 'live',
    hexLagBytes: 0,
    hexLagNs: 0,
    waitsOn: null,
    close: null,
    starred: false,
    comment: '',
    ...change,
  }
  return {
    session,
    facts: {
      id: session.id,
      listenerId: session.listenerId,
      number: session.number,
      startedAtMs: session.startedAtMs,
      utcOffsetMin: 60,
      client: { host: '127.0.0.1', port: 50001 },
      target: { host: 'db.example.test', port: 6379 },
      local: { host: '127.0.0.1', port: 50002 },
      remote: { host: '127.0.0.1', port: 6379 },
      dialError: null,
      hexLog: session.hexLog,
    },
    marks: [{ code: 'connected', direction: 'downstream', timeNs: 1000, offset: 0, length: 0 }],
  }
}
