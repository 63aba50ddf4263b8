import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { BulkLine } from '@tcpscope/shared/api'
import { describe, expect, it } from 'vitest'
import { converse, own, ownScope, Path } from './kit/index.ts'

describe('a catalog that another program holds', () => {
  it('[BUSY1] whatever would write it says so, changes nothing, and works when it is free again', async () => {
    const scope = await ownScope()
    const { api } = scope
    const path = await Path.open(scope)
    const idle = await api.createListener({
      targetHost: '127.0.0.1',
      targetPort: path.target.port,
      start: false,
    })
    const wire = await path.connect()
    const { up } = await converse(wire, [100, 100])
    wire.client.finish()
    wire.peer.finish()
    const { id } = await api.sessionEnded(wire.session.id)
    const note = await api.createNote(id, { direction: 'upstream', from: 0, to: 4 })
    const [listener, session] = [`/api/listeners/${path.listener.id}`, `/api/sessions/${id}`]

    const ask = async (method: string, url: string, body?: object) => {
      const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      const answer = await api.raw(url, { method, ...init })
      return { status: answer.status, text: await answer.text() }
    }
    const target = { targetHost: '127.0.0.1', targetPort: path.target.port }
    const all: [method: string, url: string, body: object | undefined, status: number][] = [
      ['POST', '/api/listeners', target, 201],
      ['PATCH', listener, { name: 'other' }, 200],
      ['POST', `${listener}/stop`, undefined, 200],
      ['POST', `/api/listeners/${idle.id}/start`, undefined, 200],
      ['DELETE', listener, undefined, 204],
      ['PATCH', session, { starred: true }, 200],
      ['POST', `${session}/notes`, { direction: 'upstream', from: 4, to: 8 }, 201],
      ['PATCH', `${session}/notes/${note.id}`, { text: 'other' }, 200],
      ['DELETE', `${session}/notes/${note.id}`, undefined, 204],
      ['DELETE', session, undefined, 204],
    ]
    const state = async () => ({
      listeners: await api.listeners(),
      session: await api.session(id),
      notes: await api.notes(id),
      bytes: await api.download(id, 'upstream'),
    })
    const before = await state()
    expect(before.bytes.equals(up)).toBe(true)

    const lock = new SqliteDatabase(join(scope.dataDir, 'catalog.sqlite'))
    own({ dispose: () => void lock.close() })
    lock.exec('begin immediate')
    for (const [method, url, body] of all) {
      const { status, text } = await ask(method, url, body)
      expect([method, url, status, text]).toEqual([method, url, 503, expect.any(String)])
      expect(JSON.parse(text)).toEqual({
        error: {
          code: 'catalog_busy',
          message: expect.stringMatching(/^The catalog is busy: .*try again\.$/),
        },
      })
    }
    const lines = await ask('POST', '/api/sessions/actions', { action: 'delete', ids: [id] })
    expect(JSON.parse(lines.text.trimEnd().split('\n').at(-1)!) as BulkLine).toMatchObject({
      type: 'end',
      failed: 1,
      message: expect.stringMatching(/^The catalog is busy: /),
    })
    expect(await state()).toEqual(before)

    lock.exec('rollback')
    for (const [method, url, body, status] of all) {
      expect([method, url, (await ask(method, url, body)).status]).toEqual([method, url, status])
    }
    await scope.stop()
  })
})
