import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NEWEST_FIRST } from '@tcpscope/shared/filter'
import { rulesOf } from './listRules.ts'
import { applyChanges, windowOf } from './sessionWindow.ts'
import { testId, testSession } from './testSession.ts'

/** What may happen on the wire: sessions that appear or change, and sessions that are deleted. */
const change = fc.oneof(
  fc.record({
    id: fc.integer({ min: 1, max: 30 }),
    live: fc.boolean(),
    bytes: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({ deleted: fc.integer({ min: 1, max: 30 }) }),
)

test('[LIST9] whatever happens, the list is what a fresh fetch with the same filter would answer', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.boolean(),
      fc.boolean(),
      (changes, filtered, sorted) => {
        const sorting = sorted ? ({ sort: 'up', order: 'asc' } as const) : NEWEST_FIRST
        const rules = rulesOf(filtered ? { filter: 'state:live' } : {}, sorting)
        const truth = new Map<number, { live: boolean; bytes: number }>()
        let window = windowOf({ asOf: 0, sessions: [], nextCursor: null, total: 0 })
        for (const one of changes) {
          if ('deleted' in one) {
            truth.delete(one.deleted)
            window = applyChanges(window, [], [testId(one.deleted)], rules)
          } else {
            truth.set(one.id, one)
            const session = testSession(one.id, {
              state: one.live ? 'open' : 'closed',
              upstreamBytes: one.bytes,
            })
            window = applyChanges(window, [session], [], rules)
          }
        }
        const expected = [...truth]
          .filter(([, { live }]) => live || !filtered)
          .toSorted(([a, x], [b, y]) => (sorted ? x.bytes - y.bytes || a - b : b - a))
          .map(([id]) => id)
        expect(window.rows.map(({ number }) => number)).toEqual(expected)
        expect(window.total).toBe(expected.length)
      },
    ),
  )
})
