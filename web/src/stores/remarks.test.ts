import { expect, it } from 'vitest'
import type { Session, SessionPatch } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents } from '../live/liveClient.ts'
import { createRemarks } from './remarks.ts'
import { testSession } from './testSession.ts'

function setUp() {
  const events = new Emitter<LiveEvents>()
  const requests: { patch: SessionPatch; answer: () => void; refuse: () => void }[] = []
  const api = {
    changeSession: (_id: Session['id'], patch: SessionPatch) =>
      new Promise<Session>((resolve, reject) =>
        requests.push({
          patch,
          answer: () => resolve({ ...testSession(1), ...patch }),
          refuse: () => reject(new Error('no')),
        }),
      ),
  }
  const remarks = createRemarks({ events }, api)
  const session = testSession(1)
  const said = () => remarks.getState().own.get(session.id)
  const tell = (change: Partial<Session>) =>
    events.emit('sessions', { type: 'sessions', seq: 1, upserts: [{ ...session, ...change }], removed: [] })
  return { remarks, requests, events, session, said, tell }
}

it('[REMARK6] what one says is shown at once, and stays when the news agree or are older than the answer', async () => {
  const { remarks, requests, session, said, tell } = setUp()
  const done = remarks.change(session.id, { starred: true })
  expect(said()).toEqual({ starred: true })
  tell({ starred: false })
  expect(said()).toEqual({ starred: true })
  requests[0]?.answer()
  await done
  tell({ starred: true })
  expect(said()).toEqual({ starred: true })
})

it('[REMARK7] what somebody else says later counts; a refusal shows what was before', async () => {
  const { remarks, requests, events, session, said, tell } = setUp()
  const done = remarks.change(session.id, { comment: 'mine' })
  requests[0]?.answer()
  await done
  tell({ comment: 'theirs' })
  expect(said()).toBeUndefined()
  const refused = remarks.change(session.id, { starred: true })
  requests[1]?.refuse()
  await expect(refused).rejects.toThrow('no')
  expect(said()).toBeUndefined()
  const again = remarks.change(session.id, { starred: true })
  events.emit('hello', { seq: 0, bootId: 'b', version: 't', reason: 'reconnected' })
  expect(said()).toEqual({ starred: true })
  requests[2]?.answer()
  await again
  events.emit('hello', { seq: 0, bootId: 'b', version: 't', reason: 'reconnected' })
  expect(said()).toBeUndefined()
})

it('[REMARK8] a refusal takes back what was refused alone, not what was said since', async () => {
  const { remarks, requests, session, said } = setUp()
  const first = remarks.change(session.id, { starred: true })
  const second = remarks.change(session.id, { comment: 'mine' })
  requests[0]?.refuse()
  await expect(first).rejects.toThrow('no')
  expect(said()).toEqual({ comment: 'mine' })
  requests[1]?.answer()
  await second
  expect(said()).toEqual({ comment: 'mine' })
  const on = remarks.change(session.id, { starred: true })
  const off = remarks.change(session.id, { starred: false })
  requests[2]?.refuse()
  await expect(on).rejects.toThrow('no')
  expect(said()).toEqual({ starred: false, comment: 'mine' })
  requests[3]?.refuse()
  await expect(off).rejects.toThrow('no')
  expect(said()).toEqual({ comment: 'mine' })
})
