import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Deadline } from './deadline.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[DEADL1] the sooner deadline counts, however often a later one is asked for', () => {
  const times: number[] = []
  const began = performance.now()
  const deadline = new Deadline(() => times.push(performance.now() - began))
  deadline.within(200)
  vi.advanceTimersByTime(10)
  // Asked for again every 5 ms: it is not put off.
  for (let i = 0; i < 10; i++) {
    deadline.within(20)
    vi.advanceTimersByTime(5)
  }
  expect(times).toEqual([30, 50])
  vi.advanceTimersByTime(1000)
  expect(times).toEqual([30, 50, 70])
})
