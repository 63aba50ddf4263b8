import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BulkEnd, BulkLine, ErrorBody, SessionPage } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { aSession } from '../catalog/testRows.ts'
import { type TestApp, testApp } from './testApp.ts'

let test: TestApp
beforeEach(async () => {
  test = await testApp()
})
afterEach(() => test.end())

async function act(body: object): Promise<BulkLine[]> {
  const answer = await test.call('POST', '/api/sessions/actions', { body })
  expect(answer.statusCode).toBe(200)
  return answer.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as BulkLine)
}
const endOf = (lines: readonly BulkLine[]) => lines.at(-1) as BulkEnd
async function left(): Promise<string[]> {
  const answer = await test.call('GET', '/api/sessions')
  return answer.json<SessionPage>().sessions.map(({ id }) => id)
}

describe('many sessions at once', () => {
  it('[BULK1] named sessions are deleted; live ones, unknown ones and repeated ones are told apart', async () => {
    const ended = [1, 2, 3].map(() => test.kit.session().open().close())
    const live = test.kit.session().open()
    const unknown = '01890000-0000-7000-8000-000000000000' as SessionId
    const ids = [...ended.map(({ id }) => id), live.id, unknown, live.id]
    const lines = await act({ action: 'delete', ids })
    expect(lines[0]).toEqual({ type: 'progress', looked: 0, total: 5 })
    expect(endOf(lines)).toEqual({
      type: 'end',
      looked: 5,
      total: 5,
      done: 3,
      live: 1,
      ended: 0,
      gone: 1,
      failed: 0,
      message: null,
    })
    expect(await left()).toEqual([live.id])
  })

  it('[BULK2] all that a filter lets through, over many pages, and nothing else', async () => {
    const rows = Array.from({ length: 1203 }, (_, i) =>
      aSession({ state: i % 3 === 0 ? 'failed' : 'closed', number: i }),
    )
    for (const row of rows) test.kit.catalog.save(row)
    await test.kit.catalog.flush()
    const spared = rows[3]!.session.id
    // None of them had begun by then.
    const before = { filter: 'state:failed', to: rows[0]!.session.startedAtMs }
    expect(endOf(await act({ action: 'delete', all: before }))).toMatchObject({ total: 0, done: 0 })
    const end = endOf(await act({ action: 'delete', all: { filter: 'state:failed' }, except: [spared] }))
    expect(end).toMatchObject({ total: 400, looked: 400, done: 400 })
    const answer = await test.call('GET', '/api/sessions?filter=state:failed')
    expect(answer.json<SessionPage>().sessions.map(({ id }) => id)).toEqual([spared])
  })

  it('[BULK3] closing asks the engine for live ones alone, and says which had ended meanwhile', async () => {
    const live = [1, 2].map(() => test.kit.session().open())
    test.kit.session().open().close()
    const closed: string[] = []
    test.kit.engine.closeConnection = (id) => {
      closed.push(id)
      return Promise.resolve(id === live[0]!.id)
    }
    expect(endOf(await act({ action: 'close', all: {} }))).toMatchObject({ looked: 2, done: 1, ended: 1 })
    expect(closed.toSorted()).toEqual(live.map(({ id }) => id).toSorted())
  })

  it('[BULK4] what is not said clearly is refused before anything is done', async () => {
    const kept = test.kit.session().open().close()
    for (const [body, code] of [
      [{ action: 'delete' }, 'bad_request'],
      [{ action: 'delete', ids: [kept.id], all: {} }, 'bad_request'],
      [{ action: 'delete', ids: [] }, 'bad_request'],
      [{ action: 'shred', ids: [kept.id] }, 'bad_request'],
      [{ action: 'delete', all: { filter: 'state:x' } }, 'bad_filter'],
    ] as const) {
      const answer = await test.call('POST', '/api/sessions/actions', { body })
      expect(answer.statusCode).toBe(400)
      expect(answer.json<ErrorBody>().error.code).toBe(code)
    }
    expect(await left()).toEqual([kept.id])
  })

  it('[BULK5] an archive has a folder for each session; too many are refused', async () => {
    const sessions = [1, 2].map(() =>
      test.kit.session().open().grow('upstream', Buffer.from('hello')).close(),
    )
    const ids = sessions.map(({ id }) => id).join(',')
    const answer = await test.call('GET', `/api/sessions/export?ids=${ids}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-disposition']).toContain('sessions-2.zip')
    const text = answer.rawPayload.toString('latin1')
    expect(text.startsWith('PK')).toBe(true)
    for (const { id } of sessions) expect(text).toContain(`-${id}/log-binary-`)
    for (let i = 0; i < 1001; i++) test.kit.catalog.save(aSession({ state: 'closed' }))
    await test.kit.catalog.flush()
    const refused = await test.call('GET', '/api/sessions/export?filter=state:closed')
    expect(refused.json<ErrorBody>().error.message).toContain('an archive holds at most 1000')
    expect((await test.call('GET', '/api/sessions/export?filter=state:failed')).statusCode).toBe(404)
  })
})
