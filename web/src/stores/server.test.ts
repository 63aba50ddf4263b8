import { expect, it } from 'vitest'
import type { Status } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents, LiveState } from '../live/liveClient.ts'
import { createServerStore } from './server.ts'

const AWAY: LiveState = { phase: 'reconnecting', lostAtMs: null, retryAtMs: null, attempt: 0 }
const hello = { seq: 0, bootId: 'b', version: 't', reason: null }
const statusOf = (bootId: string, asOf: number) => ({ bootId, asOf }) as Status

const settle = () => new Promise((resolve) => setImmediate(resolve))

function setUp() {
  const events = new Emitter<LiveEvents>()
  const answers: ((status: Status) => void)[] = []
  const failures: ((error: Error) => void)[] = []
  const store = createServerStore(
    { events, state: AWAY },
    {
      status: () =>
        new Promise((resolve, reject) => {
          answers.push(resolve)
          failures.push(reject)
        }),
    },
  )
  return { events, answers, failures, store }
}

it('[SERVER1] the answer of a server that was there before does not take back what the new one said', async () => {
  const { events, answers, store } = setUp()
  events.emit('hello', { ...hello, bootId: 'old' })
  events.emit('hello', { ...hello, bootId: 'new' })
  answers[1]?.(statusOf('new', 1))
  await settle()
  answers[0]?.(statusOf('old', 900))
  await settle()
  expect(store.getState().status).toEqual(statusOf('new', 1))
})

it('[SERVER2] a push that came before the answer is newer; a failed request changes nothing', async () => {
  const { events, answers, failures, store } = setUp()
  events.emit('hello', hello)
  events.emit('status', { type: 'status', status: statusOf('b', 5) })
  answers[0]?.(statusOf('b', 4))
  await settle()
  expect(store.getState().status).toEqual(statusOf('b', 5))
  events.emit('hello', hello)
  failures[1]?.(new Error('away'))
  await settle()
  expect(store.getState().status).toEqual(statusOf('b', 5))
})
