import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Pacer } from './pacer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[PACE1] acts at once, then once a step, and not after it was stopped', () => {
  let acts = 0
  const pacer = new Pacer(() => acts++, 250)
  pacer.ask()
  expect(acts).toBe(1)
  for (let i = 0; i < 100; i++) pacer.ask()
  expect(acts).toBe(1)
  vi.advanceTimersByTime(250)
  expect(acts).toBe(2)
  vi.advanceTimersByTime(1000)
  expect(acts).toBe(2)
  pacer.ask()
  pacer.ask()
  pacer.flush()
  expect(acts).toBe(4)
  pacer.ask()
  pacer.stop()
  vi.advanceTimersByTime(1000)
  expect(acts).toBe(4)
})
