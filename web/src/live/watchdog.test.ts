import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ANSWER_MS, SILENCE_MS, Watchdog } from './watchdog.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp() {
  const asked = vi.fn<() => void>()
  const dead = vi.fn<() => void>()
  const dog = new Watchdog(asked, dead)
  dog.start()
  return { dog, asked, dead }
}

test('[DOG1] a connection that never says its first word is dead', () => {
  const { asked, dead } = setUp()
  vi.advanceTimersByTime(ANSWER_MS - 1)
  expect(dead).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(dead).toHaveBeenCalledTimes(1)
  expect(asked).not.toHaveBeenCalled()
})

test('[DOG2] who speaks is not asked; who falls silent is, once a silence, and lives when it answers', () => {
  const { dog, asked, dead } = setUp()
  for (let i = 0; i < 10; i++) {
    dog.heard()
    vi.advanceTimersByTime(SILENCE_MS / 2)
  }
  expect(asked).not.toHaveBeenCalled()
  dog.heard()
  for (let i = 1; i <= 3; i++) {
    vi.advanceTimersByTime(SILENCE_MS)
    expect(asked).toHaveBeenCalledTimes(i)
    vi.advanceTimersByTime(ANSWER_MS - 1)
    dog.heard()
  }
  expect(dead).not.toHaveBeenCalled()
})

test('[DOG3] who does not answer is dead, and told of once', () => {
  const { dog, asked, dead } = setUp()
  dog.heard()
  vi.advanceTimersByTime(SILENCE_MS + ANSWER_MS)
  expect(asked).toHaveBeenCalledTimes(1)
  expect(dead).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(10 * (SILENCE_MS + ANSWER_MS))
  expect(dead).toHaveBeenCalledTimes(1)
})

test('[DOG4] a page that was stopped itself asks again before it gives up', () => {
  const { dog, asked, dead } = setUp()
  dog.heard()
  vi.advanceTimersByTime(SILENCE_MS)
  expect(asked).toHaveBeenCalledTimes(1)
  // The clock goes on, timers do not: the laptop slept.
  const slept = performance.now() + 3_600_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => slept)
  vi.advanceTimersByTime(ANSWER_MS)
  expect(dead).not.toHaveBeenCalled()
  expect(asked).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(ANSWER_MS)
  expect(dead).toHaveBeenCalledTimes(1)
  clock.mockRestore()
})

test('[DOG5] stopped, it is silent', () => {
  const { dog, asked, dead } = setUp()
  dog.heard()
  dog.stop()
  vi.advanceTimersByTime(10 * (SILENCE_MS + ANSWER_MS))
  expect(asked).not.toHaveBeenCalled()
  expect(dead).not.toHaveBeenCalled()
})
