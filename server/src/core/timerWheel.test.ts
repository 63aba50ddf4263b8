import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { TimerWheel } from './timerWheel.ts'

describe('the timer wheel', () => {
  it('[TW1] a deadline never comes early, and comes at the first advance a slot after it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 50 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 30, maxLength: 60 }),
        (deadlines, steps) => {
          const wheel = new TimerWheel(50, 64, 0)
          const fired = new Map<number, number>()
          let now = 0
          for (const [i, at] of deadlines.entries()) wheel.add(at, () => fired.set(i, now))
          for (const step of steps) {
            now += step
            wheel.advance(now)
            for (const [i, at] of deadlines.entries()) {
              if (fired.has(i)) expect(fired.get(i)).toBeGreaterThanOrEqual(at)
              else expect(at + 50).toBeGreaterThan(now - (now % 50))
            }
          }
          expect(wheel.size).toBe(deadlines.length - fired.size)
        },
      ),
    )
  })

  it('[TW2] a cancelled deadline stays silent, also when an earlier one cancels it', () => {
    const wheel = new TimerWheel(10, 8, 0)
    const fired: string[] = []
    const second = wheel.add(20, () => fired.push('second'))
    wheel.add(20, () => fired.push('third'))
    wheel.cancel(second)
    wheel.cancel(second)
    const victim = wheel.add(31, () => fired.push('victim'))
    wheel.add(25, () => wheel.cancel(victim))
    wheel.advance(1000)
    expect(fired).toEqual(['third'])
    expect(wheel.size).toBe(0)
  })
})
