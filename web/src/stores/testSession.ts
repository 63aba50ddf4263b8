import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'

/** For tests and the playground: an id that is newer the greater the number. */
export function testId(number: number): SessionId {
  return `01890000-0000-7000-8000-${String(number).padStart(12, '0')}` as SessionId
}

/** For tests and the playground: an open session; the greater its number, the newer. */
export function testSession(number: number, change: Partial<Session> = {}): Session {
  return {
    id: testId(number),
    listenerId: '01880000-0000-7000-8000-000000000001' as ListenerId,
    listenerName: 'redis',
    number,
    state: 'open',
    client: `127.0.0.1:${50_000 + (number % 10_000)}`,
    target: '127.0.0.1:6379',
    remote: '127.0.0.1:6379',
    local: '127.0.0.1:40000',
    startedAtMs: 1_700_000_000_000 + number,
    durationNs: 0,
    upstreamBytes: 0,
    downstreamBytes: 0,
    upstreamFrames: 0,
    downstreamFrames: 0,
    records: 0,
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
}
