import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AllMatchesQuery, Match, SearchEnd, SearchLine } from '@tcpscope/shared/api'
import type { SearchLines } from '../data/api.ts'
import { ALL_LIMIT, createSearchAll, MAX_RESULTS, PER_SESSION } from './searchAll.ts'
import { NO_PATTERN, SEARCH_SECONDS } from './searchRun.ts'
import { testId } from './testSession.ts'

const PASS = { ...NO_PATTERN, source: 'PASS' }

const match = (session: number, offset: number): Match => ({
  type: 'match',
  session: testId(session),
  direction: 'upstream',
  offset,
  length: 4,
  record: offset,
})
const end = (done: SearchEnd['done'], next: string | null = null): SearchEnd => ({
  type: 'end',
  done,
  message: null,
  matches: 0,
  searchedBytes: 0,
  totalBytes: null,
  searchedSessions: 0,
  totalSessions: 9,
  liveSessions: 0,
  unreadableSessions: 0,
  next,
})

/** Answers each search with the next of these batches of lines; one that is null never ends. */
function setUp(answers: (readonly (readonly SearchLine[])[] | null)[]) {
  const asked: { query: AllMatchesQuery; signal: AbortSignal }[] = []
  const allMatches = async function* (query: AllMatchesQuery, signal: AbortSignal) {
    asked.push({ query, signal })
    const batches = answers.shift()
    if (batches) yield* batches
    else {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
      })
    }
  } satisfies (query: AllMatchesQuery, signal: AbortSignal) => SearchLines
  return { asked, all: createSearchAll({ allMatches }) }
}

const full = (session: number) => Array.from({ length: ALL_LIMIT }, (_, i) => match(session, i * 4))
const settle = () => vi.advanceTimersByTimeAsync(300)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[SALL1] asks with the filter of the list, and groups what comes by session, newest first', async () => {
  const { asked, all } = setUp([
    [
      [match(9, 1), match(9, 5)],
      [match(9, 8), match(7, 2)],
      [match(3, 0), end('complete')],
    ],
  ])
  all.search({ ...PASS, direction: 'upstream' }, { state: 'closed', address: ':6379' })
  await settle()
  expect(asked[0]?.query).toEqual({
    text: 'PASS',
    ignoreCase: true,
    direction: 'upstream',
    state: 'closed',
    address: ':6379',
    timeLimit: SEARCH_SECONDS,
    limit: ALL_LIMIT,
    perSession: PER_SESSION,
  })
  const { groups, matches, run } = all.getState()
  expect(groups.map(({ id, matches }) => [id, matches.map(({ range }) => range.start)])).toEqual([
    [testId(9), [1, 5, 8]],
    [testId(7), [2]],
    [testId(3), [0]],
  ])
  expect([matches, run.phase]).toEqual([5, 'ended'])
})

it('[SALL2] going on takes the cursor and lets the first sessions go when too many matches are held', async () => {
  const pieces = MAX_RESULTS / ALL_LIMIT + 1
  const { asked, all } = setUp(
    Array.from({ length: pieces }, (_, i) => [[...full(100 - i), end('limit', `after ${i}`)]]),
  )
  all.search(PASS, {})
  await settle()
  for (let i = 1; i < pieces; i++) {
    all.goOn()
    await settle()
    expect(asked[i]?.query.cursor).toBe(`after ${i - 1}`)
  }
  const { groups, matches, letGo } = all.getState()
  expect([groups.length, matches, letGo]).toEqual([pieces - 1, MAX_RESULTS, 1])
  expect(groups[0]?.id).toBe(testId(99))
})

it('[SALL3] cancelling, another search and going back to the list end the request', async () => {
  const { asked, all } = setUp([null, null, null])
  all.show()
  all.search(PASS, {})
  all.search({ ...PASS, source: 'x' }, {})
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
  all.cancel()
  expect([asked[1]?.signal.aborted, all.getState().run.phase]).toEqual([true, 'cancelled'])
  all.search(PASS, {})
  all.hide()
  expect([asked[2]?.signal.aborted, all.getState().open]).toEqual([true, false])
  await settle()
  expect(all.getState().run.phase).toBe('cancelled')
})
