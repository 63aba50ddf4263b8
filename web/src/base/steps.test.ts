import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Pacer } from './pacer.ts'
import { everyStep, untilStep } from './steps.ts'

beforeEach(() => void vi.useFakeTimers({ now: 10_090 }))
afterEach(() => void vi.useRealTimers())

it('[STEP1] it is never more than a step to the next one, and never nothing', () => {
  expect(untilStep(250, 10_090)).toBe(160)
  expect(untilStep(250, 10_249)).toBe(1)
  expect(untilStep(250, 10_250)).toBe(250)
})

it('[STEP2] all that waits for steps of the same length acts at the same times, whenever it began', () => {
  const times: number[] = []
  const act = () => times.push(Date.now())
  const stop = everyStep(250, act)
  vi.advanceTimersByTime(100)
  const pacer = new Pacer(act, 250)
  pacer.ask()
  pacer.ask()
  vi.advanceTimersByTime(60)
  expect(times).toEqual([10_190, 10_250, 10_250])
  stop()
  pacer.ask()
  vi.advanceTimersByTime(2000)
  expect(times.slice(3)).toEqual([10_500])
})
