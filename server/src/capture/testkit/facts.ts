import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'

/** What is known of a session of loopback that began on 2026-01-02 at 03:04:05 UTC, but for what a test says. */
export function testFacts(change: Partial<SessionFacts> = {}): SessionFacts {
  return {
    id: '019a0000-0000-7000-8000-000000000001' as SessionId,
    listenerId: '019a0000-0000-7000-8000-0000000000ff' as ListenerId,
    number: 1,
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    utcOffsetMin: 0,
    client: { host: '127.0.0.1', port: 50_000 },
    target: { host: 'example.test', port: 110 },
    local: { host: '127.0.0.1', port: 50_001 },
    remote: { host: '127.0.0.2', port: 110 },
    dialError: null,
    hexLog: 'live',
    ...change,
  }
}
