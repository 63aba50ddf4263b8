import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, LONGEST_WAIT_MS } from './backoff.ts'

test('[BACKOFF1] waits double up to the longest', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => backoffMs(attempt, 0))).toEqual([
    250, 500, 1000, 2000, 4000, 8000, 8000, 8000,
  ])
})

test('[BACKOFF2] chance shortens a wait by at most half, and never lengthens it', () => {
  const attempts = fc.integer({ min: 1, max: 10_000 })
  const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(attempts, chances, (attempt, random) => {
      const full = backoffMs(attempt, 0)
      const wait = backoffMs(attempt, random)
      expect(wait).toBeGreaterThanOrEqual(Math.floor(full / 2))
      expect(wait).toBeLessThanOrEqual(Math.min(full, LONGEST_WAIT_MS))
    }),
  )
})
