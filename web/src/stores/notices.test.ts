import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Close } from '@tcpscope/shared/api'
import { Digest } from './digest.ts'
import { createNoticeSettings } from './noticeSettings.ts'
import { hasFailed, SessionNews } from './sessionNews.ts'
import { testId, testSession } from './testSession.ts'

const close = (cause: Close['cause']): Close => ({ cause, by: 'target', code: null, text: cause })
const numbers = (sessions: readonly { number: number }[]) => sessions.map(({ number }) => number)

describe('sessionNews', () => {
  it('[NEWS1] refused, reset and timed out are failures; an ordinary end and our own closing are none', () => {
    expect(hasFailed(testSession(1, { state: 'failed', close: close('refused') }))).toBe(true)
    expect(hasFailed(testSession(1, { state: 'closed', close: close('reset') }))).toBe(true)
    for (const cause of ['fin', 'closed-here', 'shutdown', 'interrupted'] as const) {
      expect(hasFailed(testSession(1, { state: 'closed', close: close(cause) }))).toBe(false)
    }
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
