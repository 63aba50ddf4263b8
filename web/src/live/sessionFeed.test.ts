import { afterEach, expect, test, vi } from 'vitest'
import type { Session, SessionDetail, SessionMark } from '@tcpscope/shared/api'
import { CALM_MS } from '../base/steps.ts'
import { ApiError, type Api } from '../data/api.ts'
import { testId, testSession } from '../stores/testSession.ts'
import { createViewStore } from '../stores/view.ts'
import type { LiveClient } from './liveClient.ts'
import { openSession, type SessionFeed } from './sessionFeed.ts'
import type { SubscriptionHandlers } from './subscription.ts'

const files = { hex: 'h', upstream: 'u', downstream: 'd', zip: 'z' }
const connected: SessionMark = { code: 'connected', direction: 'downstream', timeNs: 5, offset: 0, length: 0 }
const ended: SessionMark = { code: 'ended', direction: 'upstream', timeNs: 9, offset: 3, length: 0 }

const noop = () => undefined

afterEach(() => void vi.useRealTimers())

function setUp() {
  let handlers: SubscriptionHandlers = {}
  const subscription = { setLanes: noop, setTail: noop, close: noop }
  const live = {
    subscribe: (_id: unknown, _options: unknown, given: SubscriptionHandlers) => {
      handlers = given
      return subscription
    },
  } as unknown as LiveClient
  const answers: { resolve: (detail: SessionDetail) => void; reject: (error: unknown) => void }[] = []
  const api = {
    session: () => new Promise<SessionDetail>((resolve, reject) => answers.push({ resolve, reject })),
  } as unknown as Api
  const view = createViewStore()
  const opened = openSession({ live, api, view }, testId(1))
  const feed = (): SessionFeed => {
    const state = opened.store.getState()
    if (state.phase !== 'open') throw new Error(`not open: ${state.phase}`)
    return state.feed
  }
  const answer = async (asOf: number, upstreamBytes: number, marks: SessionMark[] = []) => {
    answers.at(-1)!.resolve({ asOf, session: testSession(1, { upstreamBytes }), marks, files })
    await Promise.resolve()
    await Promise.resolve()
  }
  const push = (
    seq: number,
    upstreamBytes: number,
    marks: SessionMark[] = [],
    change: Partial<Session> = {},
  ) => handlers.session?.(testSession(1, { upstreamBytes, ...change }), marks, seq)
  const bytes = () => feed().store.getState().session.upstreamBytes
  return { opened, feed, answers, answer, push, bytes, view, handlers: () => handlers }
}

test('[FEED1] the newer of answer and push is shown, whichever comes first', async () => {
  const pushFirst = setUp()
  pushFirst.push(7, 700)
  await pushFirst.answer(5, 500)
  expect(pushFirst.bytes()).toBe(700)

  const answerFirst = setUp()
  await answerFirst.answer(8, 800)
  answerFirst.push(7, 700)
  expect(answerFirst.bytes()).toBe(800)
  answerFirst.push(9, 900)
  expect(answerFirst.bytes()).toBe(900)
})

test('[FEED2] marks of pushes are added to those that are known, each once, in the order of time', async () => {
  const { answer, push, feed } = setUp()
  await answer(1, 0, [connected])
  push(2, 3, [ended])
  push(3, 3, [connected, ended])
  expect(feed().store.getState().marks).toEqual([connected, ended])
})

test('[FEED3] after a restart of the server its small seq numbers count as news', async () => {
  const { answer, push, bytes, handlers } = setUp()
  await answer(1000, 10)
  handlers().stale?.('restarted')
  push(2, 20)
  expect(bytes()).toBe(20)
})

test('[FEED4] while the view is frozen the state stands still, bytes still come, and after it the newest is shown', async () => {
  const { answer, push, bytes, view, feed, handlers } = setUp()
  await answer(1, 10)
  const chunks: number[] = []
  feed().events.on('bytes', ({ offset }) => chunks.push(offset))
  view.toggleFreeze(1)
  push(2, 20)
  push(3, 30)
  handlers().bytes?.('upstream', 10, new Uint8Array(20))
  expect(bytes()).toBe(10)
  expect(chunks).toEqual([10])
  view.toggleFreeze()
  expect(bytes()).toBe(30)
})

test('[FEED5] a session that does not exist, and one that is deleted while it is shown, are missing', async () => {
  const never = setUp()
  never.answers.at(0)!.reject(new ApiError('session_not_found', 'There is no such session.', null, 404))
  await vi.waitFor(() => expect(never.opened.store.getState().phase).toBe('missing'))

  const deleted = setUp()
  await deleted.answer(1, 0)
  deleted.handlers().gone?.()
  expect(deleted.opened.store.getState().phase).toBe('missing')
})

test('[FEED6] a session that could not be fetched is fetched again when the socket is back', async () => {
  const { opened, answers, answer, handlers, bytes } = setUp()
  answers.at(0)!.reject(new ApiError('unreachable', 'The server does not answer.', null, 0))
  await vi.waitFor(() => expect(opened.store.getState().phase).toBe('failed'))
  handlers().stale?.('reconnected')
  await answer(3, 33)
  expect(bytes()).toBe(33)
})

/** A session that moves a megabyte each time; how often its panes were to be drawn is counted. */
async function fastSession() {
  vi.useFakeTimers({ now: 0 })
  const set = setUp()
  await set.answer(1, 0)
  let drawn = 0
  set.feed().events.on('news', () => drawn++)
  let seq = 1
  const rush = (times: number) => {
    for (let i = 0; i < times; i++) {
      vi.advanceTimersByTime(CALM_MS / 10)
      seq++
      set.push(seq, (seq - 1) * 1_000_000)
    }
  }
  return { ...set, rush, drawn: () => drawn, next: () => ++seq }
}

test('[FEED7] what fills a screen anew each time is shown a few times a second, and its last state not later', async () => {
  const { rush, drawn, bytes } = await fastSession()
  rush(1)
  expect(bytes()).toBe(1_000_000)
  rush(39)
  expect(drawn()).toBe(5)
  rush(3)
  expect(bytes()).toBeLessThan(43_000_000)
  vi.advanceTimersByTime(CALM_MS)
  expect(bytes()).toBe(43_000_000)
})

test('[FEED8] what a screen can hold is shown at once, however often it comes', async () => {
  const { push, bytes, drawn, next } = await fastSession()
  for (let i = 1; i <= 50; i++) {
    push(next(), i * 16)
    expect(bytes()).toBe(i * 16)
  }
  expect(drawn()).toBe(50)
})

test('[FEED9] the end of a fast session is shown at once', async () => {
  const { rush, push, feed, next } = await fastSession()
  rush(3)
  push(next(), 9_000_000, [], { state: 'closed' })
  expect(feed().store.getState().session).toMatchObject({ state: 'closed', upstreamBytes: 9_000_000 })
})

test('[FEED10] bytes and records that come after their session told of them are drawn; else it will tell', async () => {
  const { rush, drawn, handlers } = await fastSession()
  rush(1)
  vi.advanceTimersByTime(CALM_MS)
  const before = drawn()
  handlers().bytes?.('upstream', 1_000_000, new Uint8Array(4))
  handlers().records?.(0, new Uint8Array(64))
  expect(drawn()).toBe(before)
  handlers().bytes?.('upstream', 999_996, new Uint8Array(4))
  expect(drawn()).toBe(before + 1)
})

test('[FEED11] nothing is told of a session that is no longer shown', async () => {
  const { rush, drawn, opened } = await fastSession()
  rush(3)
  const before = drawn()
  opened.close()
  vi.advanceTimersByTime(10 * CALM_MS)
  expect(drawn()).toBe(before)
})
