import { afterEach, expect, test, vi } from 'vitest'
import type { SessionPage, SessionQuery } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import { CALM_MS } from '../base/steps.ts'
import type { Api } from '../data/api.ts'
import type { LiveClient, LiveEvents } from '../live/liveClient.ts'
import { createSessionList } from './sessionList.ts'
import { testId, testSession } from './testSession.ts'
import { createViewStore } from './view.ts'

afterEach(() => void vi.useRealTimers())

/** `from` down to `to`. */
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i)

function setUp() {
  const events = new Emitter<LiveEvents>()
  const queries: SessionQuery[] = []
  const answers: ((page: SessionPage) => void)[] = []
  const api = {
    sessions: (query: SessionQuery) => {
      queries.push(query)
      return new Promise<SessionPage>((resolve) => answers.push(resolve))
    },
  } as unknown as Api
  const view = createViewStore()
  const list = createSessionList({ events, state: { phase: 'live' } } as unknown as LiveClient, api, view)
  const hello = () => events.emit('hello', { seq: 0, bootId: 'b', version: 't', reason: null })
  const answer = async (asOf: number, numbers: number[], more = false) => {
    const sessions = numbers.map((n) => testSession(n))
    answers.shift()!({ asOf, sessions, nextCursor: more ? sessions.at(-1)!.id : null, total: 10 })
    // The answer is a promise in a promise: a few turns of the microtask queue.
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  const tell = (seq: number, numbers: number[], upstreamBytes = 0) =>
    events.emit('sessions', {
      type: 'sessions',
      seq,
      upserts: numbers.map((n) => testSession(n, { upstreamBytes })),
      removed: [],
    })
  const shown = () => list.getState().window.rows.map(({ number }) => number)
  return { list, view, hello, answer, tell, shown, queries, events }
}

test('[LIST10] the list is fetched when the socket stands, and again after each reconnect and each resync', async () => {
  const { hello, answer, shown, queries, events } = setUp()
  expect(queries).toHaveLength(0)
  hello()
  await answer(1, [1])
  hello()
  await answer(1, [2])
  events.emit('resync', { seq: 5 })
  await answer(6, [3])
  expect(queries).toHaveLength(3)
  expect(shown()).toEqual([3])
})

test('[LIST11] what came while the snapshot was under way is in the list, too', async () => {
  const { hello, answer, tell, shown } = setUp()
  hello()
  tell(3, [4])
  tell(4, [5])
  await answer(3, [4])
  await vi.waitFor(() => expect(shown()).toEqual([5, 4]))
})

test('[LIST12] another filter is another query; a page of the old one counts no more', async () => {
  const { list, hello, answer, shown, queries } = setUp()
  hello()
  await answer(1, [9, 8], true)
  const more = list.loadMore()
  list.setFilter({ filter: 'state:live' })
  expect(queries.at(-1)).toMatchObject({ filter: 'state:live' })
  expect(queries.at(-2)).toMatchObject({ cursor: testId(8) })
  await answer(1, [7]) // the late page
  await more
  await answer(2, [3])
  expect(shown()).toEqual([3])
})

test('[LIST13] frozen: nothing moves; afterwards everything is there', async () => {
  const { hello, answer, tell, shown, view } = setUp()
  hello()
  await answer(1, [1])
  view.toggleFreeze(5)
  tell(2, [2])
  tell(3, [3])
  expect(shown()).toEqual([1])
  view.toggleFreeze()
  expect(shown()).toEqual([3, 2, 1])
})

test('[LIST14] one page at a time, and none after the last', async () => {
  const { list, hello, answer, shown, queries } = setUp()
  hello()
  await answer(1, [9, 8], true)
  const first = list.loadMore()
  await list.loadMore()
  expect(queries).toHaveLength(2)
  await answer(1, [7, 6])
  await first
  await list.loadMore()
  expect(queries).toHaveLength(2)
  expect(shown()).toEqual([9, 8, 7, 6])
})

test('[LIST15] fetched anew after a reconnect, the list is as long as one had scrolled down', async () => {
  const { list, hello, answer, queries } = setUp()
  hello()
  await answer(1, range(450, 251), true)
  const more = list.loadMore()
  await answer(1, range(250, 1))
  await more
  hello()
  expect(queries.at(-1)).toMatchObject({ limit: 450 })
  list.setFilter({ filter: 'state:live' })
  expect(queries.at(-1)).toMatchObject({ limit: 200 })
})

test('[LIST18] a filter that cannot be read asks for nothing and says where; another order is another query', async () => {
  const { list, hello, answer, shown, queries } = setUp()
  hello()
  await answer(1, [9])
  list.setFilter({ filter: 'bytes>x' })
  await vi.waitFor(() => expect(shown()).toEqual([]))
  expect(list.getState().fault).toMatchObject({ at: 6 })
  expect(queries).toHaveLength(1)
  list.setFilter({ filter: 'bytes>1' }, { sort: 'up', order: 'desc' })
  expect(list.getState().fault).toBeNull()
  expect(queries.at(-1)).toEqual({ filter: 'bytes>1', sort: 'up', order: 'desc', limit: 200 })
  await answer(2, [3])
  expect(shown()).toEqual([3])
})

test('[LIST19] numbers that change faster than they are read are shown a few times a second, new rows at once', async () => {
  vi.useFakeTimers({ now: 0 })
  const { list, hello, answer, tell, shown } = setUp()
  hello()
  await answer(1, [1])
  const bytes = () => list.getState().window.rows.at(-1)?.upstreamBytes
  tell(2, [1], 200)
  expect(bytes()).toBe(200)
  tell(3, [1], 300)
  tell(4, [1], 400)
  expect(bytes()).toBe(200)
  tell(5, [2])
  expect(shown()).toEqual([2, 1])
  expect(bytes()).toBe(400)
  tell(6, [1], 600)
  vi.advanceTimersByTime(CALM_MS)
  expect(bytes()).toBe(600)
  list.dispose()
})

test('[LIST20] news that waits is not shown for the list of another filter', async () => {
  vi.useFakeTimers({ now: 0 })
  const { list, hello, answer, tell, shown } = setUp()
  hello()
  await answer(1, [1])
  tell(2, [1], 200)
  tell(3, [1], 300)
  list.setFilter({ filter: 'state:live' })
  vi.advanceTimersByTime(CALM_MS)
  expect(shown()).toEqual([1])
  await answer(4, [3])
  expect(shown()).toEqual([3])
  list.dispose()
})
