import { expect, test } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { appendPage, applyChanges, EMPTY_WINDOW, matchesFilter, MAX_ROWS, windowOf } from './sessionWindow.ts'
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
  const next = applyChanges(start, [changed, testSession(6), testSession(7)], [testId(2)], {})
  expect(numbers(next.rows)).toEqual([7, 6, 5, 4, 3, 1])
  expect(next.rows[4]).toBe(changed)
  expect(next.total).toBe(6)
  expect(numbers(start.rows)).toEqual([5, 4, 3, 2, 1])
})

test('[LIST2] a session that no longer matches the filter leaves, one that begins to match comes in at its place', () => {
  const start = windowOf(page([testSession(9), testSession(3)], null, 2))
  const closed = testSession(9, { state: 'closed' })
  const next = applyChanges(start, [closed, testSession(5)], [], { state: 'live' })
  expect(numbers(next.rows)).toEqual([5, 3])
  expect(next.total).toBe(2)
})

test('[LIST3] a session older than what is held is left to the page that it belongs to', () => {
  const start = windowOf(page(range(9, 5), testId(5), 9))
  const next = applyChanges(start, [testSession(2)], [], {})
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
  for (let n = MAX_ROWS + 1; n <= MAX_ROWS + 20; n++) window = applyChanges(window, [testSession(n)], [], {})
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
  expect(down.newer).toBe(100)
  // What arrives now is counted once each, and not held.
  const fresh = testSession(MAX_ROWS + 101)
  const later = applyChanges(applyChanges(down, [fresh], [], {}), [fresh], [], {})
  expect(later.newer).toBe(101)
  expect(later.rows[0]?.number).toBe(MAX_ROWS)
})

test('[LIST7] the filter is the rule of the server: listener, state or any live one, a part of an address', () => {
  const session = testSession(1, { remote: '10.1.2.3:6379' })
  expect(matchesFilter(session, {})).toBe(true)
  expect(matchesFilter(session, { listener: session.listenerId })).toBe(true)
  expect(matchesFilter(session, { listener: testId(8) as unknown as Session['listenerId'] })).toBe(false)
  expect(matchesFilter(session, { state: 'live' })).toBe(true)
  expect(matchesFilter(session, { state: 'closed' })).toBe(false)
  expect(matchesFilter({ ...session, state: 'half-closed' }, { state: 'live' })).toBe(true)
  expect(matchesFilter({ ...session, state: 'failed' }, { state: 'live' })).toBe(false)
  expect(matchesFilter(session, { address: ':6379' })).toBe(true)
  expect(matchesFilter(session, { address: '10.1.2' })).toBe(true)
  expect(matchesFilter(session, { address: '10.9' })).toBe(false)
})

test('[LIST8] an empty list takes its first session', () => {
  expect(numbers(applyChanges(EMPTY_WINDOW, [testSession(1)], [], {}).rows)).toEqual([1])
})
