import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Close, Session } from '@tcpscope/shared/api'
import { CLOSE_CAUSES } from '@tcpscope/shared/capture'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents } from '../live/liveClient.ts'
import { Digest } from './digest.ts'
import { rulesOf } from './listRules.ts'
import { createNotices } from './notices.ts'
import { createNoticeSettings } from './noticeSettings.ts'
import type { SessionListStore } from './sessionList.ts'
import { FAILED_FILTER, hasFailed, SessionNews } from './sessionNews.ts'
import { EMPTY_WINDOW, windowOf } from './sessionWindow.ts'
import { testId, testSession } from './testSession.ts'

const close = (cause: Close['cause']): Close => ({ cause, by: 'target', code: null, text: cause })
const numbers = (sessions: readonly { number: number }[]) => sessions.map(({ number }) => number)

function noticed() {
  const events = new Emitter<LiveEvents>()
  const quiet = { subscribe: () => () => {} }
  const list = createStore(() => ({ fetched: 0, window: EMPTY_WINDOW }))
  const notices = createNotices({
    live: { events },
    server: quiet,
    listeners: quiet,
    sessions: list as unknown as Pick<SessionListStore, 'subscribe'>,
    settings: { getState: () => ({ failures: true, sessions: true }) },
  })
  const fetched = (rows: readonly Session[]) =>
    list.setState((state) => ({
      fetched: state.fetched + 1,
      window: windowOf({ asOf: 0, sessions: [...rows], nextCursor: null, total: rows.length }),
    }))
  const tell = (...upserts: Session[]) =>
    events.emit('sessions', { type: 'sessions', seq: 0, upserts, removed: [] })
  const titles = () => {
    vi.advanceTimersByTime(10_000)
    const { items } = notices.getState()
    for (const { id } of items) notices.dismiss(id)
    return items.map(({ title }) => title)
  }
  return { events, notices, fetched, tell, titles }
}
const reset = (number: number, change: Partial<Session> = {}) =>
  testSession(number, { state: 'closed', close: close('reset'), ...change })

describe('sessionNews', () => {
  it('[NEWS1] refused, reset and timed out are failures; an ordinary end and our own closing are none', () => {
    expect(hasFailed(testSession(1, { state: 'failed', close: close('refused') }))).toBe(true)
    expect(hasFailed(testSession(1, { state: 'closed', close: close('reset') }))).toBe(true)
    for (const cause of ['fin', 'closed-here', 'shutdown', 'interrupted'] as const) {
      expect(hasFailed(testSession(1, { state: 'closed', close: close(cause) }))).toBe(false)
    }
  })

  it('[NEWS12] the filter of failed sessions lets through what notices tell of, and nothing else', () => {
    const { matches } = rulesOf({ filter: FAILED_FILTER })
    for (const cause of CLOSE_CAUSES) {
      const state = cause === 'refused' ? 'failed' : cause === 'interrupted' ? cause : 'closed'
      const session = testSession(1, { state, close: close(cause) })
      expect([cause, matches(session)]).toEqual([cause, hasFailed(session)])
    }
    expect(matches(testSession(1))).toBe(false)
  })

  it('[NEWS2] only what was live or was not there is news: a change of an old session is not', () => {
    const news = new SessionNews()
    const old = testSession(1, { state: 'closed', close: close('reset') })
    news.begin([testSession(3), testSession(2), old])
    expect(news.take([{ ...old, gapBytes: 1 }], [])).toEqual({ started: [], failed: [] })
    const { started, failed } = news.take(
      [
        testSession(5, { state: 'failed', close: close('refused') }),
        testSession(2, { state: 'closed', close: close('reset') }),
        testSession(3, { state: 'closed', close: close('fin') }),
        testSession(4),
      ],
      [],
    )
    expect(numbers(started)).toEqual([4, 5])
    expect(numbers(failed)).toEqual([2, 5])
    // Told once, however often it changes afterwards.
    expect(news.take([testSession(2, { state: 'closed', close: close('reset') })], []).failed).toEqual([])
  })

  it('[NEWS3] nothing is news before the list is known, and again after the connection was lost', () => {
    const news = new SessionNews()
    const reset = testSession(7, { state: 'closed', close: close('reset') })
    expect(news.take([reset], [])).toEqual({ started: [], failed: [] })
    news.begin([testSession(8)])
    news.forget()
    expect(news.take([testSession(8, { state: 'closed', close: close('reset') })], []).failed).toEqual([])
  })

  it('[NEWS4] a deleted session is forgotten', () => {
    const news = new SessionNews()
    news.begin([testSession(9), testSession(8)])
    news.take([], [testId(8)])
    expect(news.take([testSession(8, { state: 'closed', close: close('reset') })], []).failed).toEqual([])
  })
})

describe('notices', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('[NEWS9] the list is known from its first answer on: the next session is news, and how it ends', () => {
    const { fetched, tell, titles } = noticed()
    fetched([testSession(2), reset(1)])
    tell(testSession(3), reset(2))
    expect(titles().toSorted()).toEqual(['1 new session', 'Session #2 of redis failed'])
  })

  it('[NEWS10] what was left out is not told of afterwards: after a resync the list says what is live', () => {
    const { events, fetched, tell, titles } = noticed()
    fetched([testSession(2), testSession(1)])
    events.emit('resync', { seq: 9 })
    fetched([testSession(3), reset(2), testSession(1)])
    expect(titles()).toEqual([])
    // Session 2 was live when it was seen last; that it has got a star by now is no failure of just now.
    tell(reset(2, { starred: true }), reset(1))
    expect(titles()).toEqual(['Session #1 of redis failed'])
  })

  it('[NEWS11] after the connection was lost news begin again with the list', () => {
    const { events, fetched, tell, titles } = noticed()
    fetched([testSession(1)])
    events.emit('hello', { seq: 0, bootId: 'b', version: 't', reason: 'restarted' })
    fetched([testSession(2), testSession(1)])
    tell(testSession(3), reset(1))
    expect(titles().toSorted()).toEqual(['1 new session', 'Session #1 of redis failed'])
  })
})

describe('digest', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('[NEWS5] a storm is told at most every two seconds, as a sum', () => {
    const told: [number, number][] = []
    const digest = new Digest<number>((count, newest) => told.push([count, newest]))
    for (let i = 1; i <= 500; i++) {
      digest.add([i])
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(5000)
    // After 300 ms, 2.3 s, 4.3 s and, for the rest, 6.3 s.
    expect(told.map(([count]) => count)).toEqual([30, 230, 430, 500])
    expect(told.at(-1)).toEqual([500, 500])
    digest.dispose()
  })

  it('[NEWS6] after it was read the count begins anew, and nothing is told without news', () => {
    const told: number[] = []
    const digest = new Digest<string>((count) => told.push(count))
    digest.add(['a', 'b'])
    vi.advanceTimersByTime(10_000)
    digest.forget()
    digest.add([])
    vi.advanceTimersByTime(10_000)
    digest.add(['c'])
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([2, 1])
    digest.dispose()
  })
})

describe('noticeSettings', () => {
  it('[NEWS7] failures are told unless turned off, new sessions when turned on, and both are remembered', () => {
    const kept = new Map<string, string>()
    const memory = { getItem: (key: string) => kept.get(key) ?? null, setItem: kept.set.bind(kept) }
    const first = createNoticeSettings(memory)
    expect(first.getState()).toEqual({ failures: true, sessions: false })
    first.set({ failures: false })
    expect(createNoticeSettings(memory).getState()).toEqual({ failures: false, sessions: false })
  })
})
