import { expect, test, vi } from 'vitest'
import type { SessionDetail, SessionMark } from '@tcpscope/shared/api'
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
  const push = (seq: number, upstreamBytes: number, marks: SessionMark[] = []) =>
    handlers.session?.(testSession(1, { upstreamBytes }), marks, seq)
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
