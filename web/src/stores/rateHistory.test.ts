import { expect, test } from 'vitest'
import { HISTORY_SECONDS, RateHistory } from './rateHistory.ts'
import { testId, testSession } from './testSession.ts'

const at = (second: number) => second * 1000 + 300
const session = (upstreamBytes: number, startedAtMs = 0) => testSession(1, { upstreamBytes, startedAtMs })

/** The seconds of the last minute in which something moved, counted back from now, with their bytes. */
function moved(history: RateHistory, second: number): Record<number, number> {
  const bytes = history.lastMinute(testId(1), at(second)) ?? []
  return Object.fromEntries(bytes.flatMap((one, i) => (one === 0 ? [] : [[HISTORY_SECONDS - i, one]])))
}

test('[HIST1] bytes stand in the second in which they were told, for a minute', () => {
  const history = new RateHistory()
  history.sample(session(1000), at(500))
  expect(history.lastMinute(testId(1), at(501))).toBeUndefined()
  history.sample(session(1010), at(500))
  history.sample(session(1015), at(500))
  history.sample(session(1100), at(503))
  expect(moved(history, 504)).toEqual({ 4: 15, 1: 85 })
  expect(moved(history, 560)).toEqual({ 60: 15, 57: 85 })
  expect(moved(history, 561)).toEqual({ 58: 85 })
  expect(history.lastMinute(testId(1), at(570))).toBeUndefined()
})

test('[HIST2] after a silence of any length nothing old comes back', () => {
  for (const silence of [1, 59, 60, 61, 1000]) {
    const history = new RateHistory()
    history.sample(session(0), at(500))
    for (let i = 0; i < 70; i++) history.sample(session(10 + i), at(500 + i))
    history.sample(session(200), at(569 + silence))
    const found = moved(history, 570 + silence)
    expect(found[1]).toBe(121)
    const before = Object.keys(found).length - 1
    expect(before).toBe(Math.max(0, HISTORY_SECONDS - silence))
  }
})

test('[HIST3] a session that has just begun had its bytes just now; one that is forgotten has none', () => {
  const history = new RateHistory()
  history.sample(session(700, at(500) - 200), at(500))
  expect(moved(history, 501)).toEqual({ 1: 700 })
  history.forget(testId(1))
  expect(history.lastMinute(testId(1), at(501))).toBeUndefined()
})
