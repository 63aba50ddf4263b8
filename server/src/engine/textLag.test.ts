import { describe, expect, it } from 'vitest'
import { nanos, type SessionId } from '@tcpscope/shared/base'
import type { RecordedProgress } from '../core/enginePort.ts'
import { TextLag } from './textLag.ts'

const sessionId = (n: number) => `session ${n}` as SessionId

function recorded(n: number, bytes: number, more: Partial<RecordedProgress> = {}): RecordedProgress {
  return {
    id: sessionId(n),
    state: 'open',
    facts: null,
    hexLog: 'live',
    durationNs: nanos(1),
    bytes: { upstream: bytes, downstream: 0 },
    frames: { upstream: 1, downstream: 0 },
    records: 1,
    gapBytes: 0,
    waitsOn: null,
    newMarks: [],
    ...more,
  }
}

const lags = (progress: readonly { hexLagBytes: number }[]) => progress.map(({ hexLagBytes }) => hexLagBytes)

describe('text lag', () => {
  it('[LAG1] is what is recorded and not yet in the text, whoever speaks', () => {
    const lag = new TextLag()
    expect(lag.recorded(recorded(1, 100)).hexLagBytes).toBe(100)
    expect(lags(lag.written({ id: sessionId(1), rendered: 60, untilNs: 0, finished: false }))).toEqual([40])
    expect(lag.recorded(recorded(1, 150, { gapBytes: 20 })).hexLagBytes).toBe(70)
    expect(lags(lag.written({ id: sessionId(1), rendered: 130, untilNs: 0, finished: true }))).toEqual([0])
  })

  it('[LAG2] a session whose text is finished has none, whatever the recorder says of it later', () => {
    const lag = new TextLag()
    lag.recorded(recorded(1, 100))
    lag.written({ id: sessionId(1), rendered: 100, untilNs: 0, finished: true })
    expect(lag.recorded(recorded(1, 100, { state: 'closed' })).hexLagBytes).toBe(0)
    expect(lag.recorded(recorded(1, 100, { state: 'closed' })).hexLagBytes).toBe(0)
  })

  it('[LAG3] nor if the hex logger was done before the recorder had spoken of it at all', () => {
    const lag = new TextLag()
    expect(lag.written({ id: sessionId(1), rendered: 100, untilNs: 0, finished: true })).toEqual([])
    expect(lag.recorded(recorded(1, 100, { state: 'closed' })).hexLagBytes).toBe(0)
  })

  it('[LAG4] sessions without a live hex log have none', () => {
    expect(new TextLag().recorded(recorded(1, 100, { hexLog: 'on-demand' })).hexLagBytes).toBe(0)
  })

  it('[LAG6] is told when it changes and when the text is finished, and only then', () => {
    const lag = new TextLag()
    lag.recorded(recorded(1, 100))
    expect(lag.written({ id: sessionId(1), rendered: 0, untilNs: 0, finished: false })).toEqual([])
    expect(lags(lag.written({ id: sessionId(1), rendered: 100, untilNs: 0, finished: false }))).toEqual([0])
    expect(lags(lag.written({ id: sessionId(1), rendered: 100, untilNs: 0, finished: true }))).toEqual([0])
    expect(lag.written({ id: sessionId(1), rendered: 100, untilNs: 0, finished: true })).toEqual([])
  })

  it('[LAG7] in time it is how much older the newest text is than the newest record, silence not counted', () => {
    const lag = new TextLag()
    lag.recorded(recorded(1, 100, { durationNs: 2e9 }))
    lag.written({ id: sessionId(1), rendered: 100, untilNs: 2e9, finished: false })
    // Silent for a minute; what comes then is no minute behind.
    expect(lag.recorded(recorded(1, 150, { durationNs: 62e9 })).hexLagNs).toBe(0)
    expect(lag.recorded(recorded(1, 200, { durationNs: 65e9 })).hexLagNs).toBe(3e9)
    const [news] = lag.written({ id: sessionId(1), rendered: 160, untilNs: 64e9, finished: false })
    expect(news?.hexLagNs).toBe(1e9)
    expect(
      lag.written({ id: sessionId(1), rendered: 200, untilNs: 65e9, finished: false })[0]?.hexLagNs,
    ).toBe(0)
  })

  it('[LAG5] what is remembered of finished sessions is bounded: of the oldest nothing is known any more', () => {
    const lag = new TextLag()
    for (let n = 0; n < 5000; n++) {
      lag.recorded(recorded(n, 10))
      lag.written({ id: sessionId(n), rendered: 10, untilNs: 0, finished: true })
    }
    expect(lag.recorded(recorded(4999, 10)).hexLagBytes).toBe(0)
    expect(lag.recorded(recorded(0, 10)).hexLagBytes).toBe(10)
  })
})
