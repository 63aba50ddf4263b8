import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyChanges, windowOf } from './sessionWindow.ts'
import { testId, testSession } from './testSession.ts'

/** What may happen on the wire: sessions that appear or change, and sessions that are deleted. */
const change = fc.oneof(
  fc.record({ id: fc.integer({ min: 1, max: 30 }), live: fc.boolean() }),
  fc.record({ deleted: fc.integer({ min: 1, max: 30 }) }),
)

test('[LIST9] whatever happens, the list is what a fresh fetch with the same filter would answer', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.boolean(), (changes, filtered) => {
      const filter = filtered ? ({ state: 'live' } as const) : {}
      const truth = new Map<number, boolean>()
      let window = windowOf({ asOf: 0, sessions: [], nextCursor: null, total: 0 })
      for (const one of changes) {
        if ('deleted' in one) {
          truth.delete(one.deleted)
          window = applyChanges(window, [], [testId(one.deleted)], filter)
        } else {
          truth.set(one.id, one.live)
          const session = testSession(one.id, { state: one.live ? 'open' : 'closed' })
          window = applyChanges(window, [session], [], filter)
        }
      }
      const expected = [...truth]
        .filter(([, live]) => live || !filtered)
        .map(([id]) => id)
        .toSorted((a, b) => b - a)
      expect(window.rows.map(({ number }) => number)).toEqual(expected)
      expect(window.total).toBe(expected.length)
    }),
  )
})
