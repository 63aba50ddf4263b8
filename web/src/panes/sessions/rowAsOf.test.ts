import { describe, expect, it } from 'vitest'
import { testSession } from '../../stores/testSession.ts'
import { standingAt, whileAlive } from './rowAsOf.ts'

const close = { cause: 'fin', by: 'client', code: null, text: 'The client finished.' } as const
const start = 1_700_000_000_000

describe('a row as of a moment', () => {
  it('[ROWAT1] a session began later, was alive, or was over, to the nanosecond its end is known to', () => {
    const ended = testSession(1, { startedAtMs: start, durationNs: 1_500_000, state: 'closed', close })
    expect(standingAt(ended, start - 0.5)).toBe('later')
    expect(standingAt(ended, start)).toBe('alive')
    expect(standingAt(ended, start + 1.499)).toBe('alive')
    expect(standingAt(ended, start + 1.5)).toBe('over')
  })

  it('[ROWAT2] a live session is never over, however long nothing was recorded of it', () => {
    const live = testSession(1, { startedAtMs: start, durationNs: 1_000_000 })
    expect(standingAt(live, start + 3_600_000)).toBe('alive')
  })

  it('[ROWAT3] while it was alive a session had no end, and one that failed was connecting', () => {
    const ended = testSession(1, { state: 'closed', close, gapBytes: 5, upstreamBytes: 12 })
    expect(whileAlive(ended)).toEqual({ ...ended, state: 'open', close: null, gapBytes: 0 })
    expect(whileAlive(testSession(1, { state: 'failed', close })).state).toBe('connecting')
    expect(whileAlive(testSession(1, { state: 'connecting' })).state).toBe('connecting')
    const waiting = testSession(1, { waitsOn: { blocker: 'target-silent', sinceNs: 5 } })
    expect(whileAlive(waiting).waitsOn).toBeNull()
  })
})
