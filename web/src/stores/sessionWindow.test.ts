import { expect, test } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { rulesOf, type SessionFilter } from './listRules.ts'
import { appendPage, applyChanges, EMPTY_WINDOW, MAX_ROWS, prependPage, windowOf } from './sessionWindow.ts'
import { testId, testSession } from './testSession.ts'

/** Sessions `from` down to `to`, as the server lists them. */
function range(from: number, to: number): Session[] {
  return Array.from({ length: from - to + 1 }, (_, i) => testSession(from - i))
}
const numbers = (rows: readonly Session[]) => rows.map(({ number }) => number)
const page = (sessions: Session[], nextCursor: SessionId | null, total: number) => ({
  asOf: 0,
  sessions,
  nextCursor,
  total,
})

test('[LIST1] new sessions stand on top, changed ones stay where they are, deleted ones go', () => {
  const start = windowOf(page(range(5, 1), null, 5))
  const changed = testSession(3, { upstreamBytes: 9 })
  const next = applyChanges(start, [changed, testSession(6), testSession(7)], [testId(2)], rulesOf({}))
  expect(numbers(next.rows)).toEqual([7, 6, 5, 4, 3, 1])
  expect(next.rows[4]).toBe(changed)
  expect(next.total).toBe(6)
  expect(numbers(start.rows)).toEqual([5, 4, 3, 2, 1])
})

test('[LIST2] a session that no longer matches the filter leaves, one that begins to match comes in at its place', () => {
  const start = windowOf(page([testSession(9), testSession(3)], null, 2))
  const closed = testSession(9, { state: 'closed' })
  const next = applyChanges(start, [closed, testSession(5)], [], rulesOf({ filter: 'state:live' }))
  expect(numbers(next.rows)).toEqual([5, 3])
  expect(next.total).toBe(2)
})

test('[LIST3] a session older than what is held is left to the page that it belongs to', () => {
  const start = windowOf(page(range(9, 5), testId(5), 9))
  const next = applyChanges(start, [testSession(2)], [], rulesOf({}))
  expect(numbers(next.rows)).toEqual([9, 8, 7, 6, 5])
  expect(next.total).toBe(9)
  expect(numbers(appendPage(next, page(range(4, 1), null, 9)).rows)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
})

test('[LIST4] a page that overlaps what is held adds only what is older', () => {
  const start = windowOf(page(range(9, 5), testId(5), 9))
  expect(numbers(appendPage(start, page(range(6, 3), testId(3), 9)).rows)).toEqual([9, 8, 7, 6, 5, 4, 3])
})

test('[LIST5] memory is bounded: sessions that arrive push out the oldest, which are fetched again when needed', () => {
  let window = windowOf(page(range(MAX_ROWS, 1), null, MAX_ROWS))
  for (let n = MAX_ROWS + 1; n <= MAX_ROWS + 20; n++)
    window = applyChanges(window, [testSession(n)], [], rulesOf({}))
  expect(window.rows).toHaveLength(MAX_ROWS)
  expect(window.rows[0]?.number).toBe(MAX_ROWS + 20)
  expect(window.nextCursor).toBe(testId(21))
  expect(window.total).toBe(MAX_ROWS + 20)
})

test('[LIST6] scrolling further down than is held lets go of the newest and counts them', () => {
  const start = windowOf(page(range(MAX_ROWS + 100, 101), testId(101), MAX_ROWS + 100))
  const down = appendPage(start, page(range(100, 1), null, MAX_ROWS + 100))
  expect(down.rows).toHaveLength(MAX_ROWS)
  expect(down.rows.at(-1)?.number).toBe(1)
  expect(down.above).toBe(100)
  // What arrives now is counted once each, and not held.
  const fresh = testSession(MAX_ROWS + 101)
  const later = applyChanges(applyChanges(down, [fresh], [], rulesOf({})), [fresh], [], rulesOf({}))
  expect(later).toMatchObject({ above: 100, arrived: 1, total: MAX_ROWS + 101 })
  expect(later.rows[0]?.number).toBe(MAX_ROWS)
})

test('[LIST7] the filter is the rule of the server: the listener, and what its text says', () => {
  const session = testSession(1, { remote: '10.1.2.3:6379' })
  const lets = (filter: SessionFilter, one = session) => rulesOf(filter).matches(one)
  expect(lets({})).toBe(true)
  expect(lets({ listener: session.listenerId })).toBe(true)
  expect(lets({ listener: testId(8) as unknown as Session['listenerId'] })).toBe(false)
  expect(lets({ filter: 'state:live :6379' })).toBe(true)
  expect(lets({ filter: 'state:live', listener: testId(8) as unknown as Session['listenerId'] })).toBe(false)
  expect(lets({ filter: 'state:live' }, { ...session, state: 'failed' })).toBe(false)
  expect(() => lets({ filter: 'state:' })).toThrow('A value is missing')
})

test('[LIST8] an empty list takes its first session', () => {
  expect(numbers(applyChanges(EMPTY_WINDOW, [testSession(1)], [], rulesOf({})).rows)).toEqual([1])
})

test('[LIST16] scrolled back up, pages come in above and the end is let go, until the top is reached', () => {
  const start = windowOf(page(range(MAX_ROWS + 100, 101), testId(101), MAX_ROWS + 100))
  const down = appendPage(start, page(range(100, 1), null, MAX_ROWS + 100))
  // Fetched in the opposite order: 5001, 5002, …
  const first = down.rows[0]?.number ?? 0
  const up = (from: number, to: number) => range(to, from).toReversed()
  const half = prependPage(down, page(up(first + 1, first + 50), testId(first + 50), MAX_ROWS + 100))
  expect(half.above).toBe(50)
  expect([half.rows[0]?.number, half.rows.at(-1)!.number]).toEqual([first + 50, 51])
  expect(half.nextCursor).toBe(testId(51))
  const top = prependPage(half, page(up(first + 51, first + 100), null, MAX_ROWS + 100))
  expect(top.above).toBeNull()
  expect([top.rows[0]?.number, top.rows.at(-1)!.number]).toEqual([MAX_ROWS + 100, 101])
})

const of = (number: number, upstreamBytes: number) => testSession(number, { upstreamBytes })

test('[LIST17] sorted otherwise, a session that changes goes to its place, or out of what is held', () => {
  const rules = rulesOf({}, { sort: 'up', order: 'desc' })
  const cursor = `${testId(2)}:20`
  const start = windowOf({
    asOf: 0,
    sessions: [of(1, 50), of(3, 40), of(2, 20)],
    nextCursor: cursor,
    total: 9,
  })
  const grown = applyChanges(start, [of(2, 60)], [], rules)
  expect(numbers(grown.rows)).toEqual([2, 1, 3])
  expect(grown.total).toBe(9)
  // One from behind the end comes in; it was counted. A new one is one more.
  const more = applyChanges(grown, [of(0, 45), of(7, 41), of(8, 1)], [], rules)
  expect(numbers(more.rows)).toEqual([2, 1, 0, 7, 3])
  expect(more.total).toBe(11)
  const shrunk = applyChanges(more, [of(1, 5)], [], rules)
  expect(numbers(shrunk.rows)).toEqual([2, 0, 7, 3])
  expect(shrunk.total).toBe(11)
})
