import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  ActivityListSchema,
  ErrorSchema,
  FramePageSchema,
  ListenerListSchema,
  ListenerSchema,
  NoteListSchema,
  NoteSchema,
  SessionDetailSchema,
  SessionPageSchema,
  SessionSchema,
  SpanListSchema,
  StatusSchema,
  TileListSchema,
} from '@tcpscope/shared/api'
import { logNames } from '@tcpscope/shared/capture'
import { type Call, type TestApp, testApp } from './testApp.ts'

const UNKNOWN = '01a1fc55-3ac0-759a-a8e8-09ea45e28270'

describe('API', () => {
  let test: TestApp
  beforeEach(async () => {
    test = await testApp()
  })
  afterEach(() => test.end())

  /** The answer, which must be what the schema promises. */
  async function expectOf<T extends TSchema>(
    schema: T,
    status: number,
    method: string,
    url: string,
    call?: Call,
  ) {
    const answer = await test.call(method, url, call)
    expect([answer.statusCode, answer.body]).toEqual([status, expect.any(String)])
    const body: unknown = answer.json()
    expect(Value.Errors(schema, body)).toEqual([])
    return body as Static<T>
  }
  async function refused(status: number, code: string, method: string, url: string, call?: Call) {
    const { error } = await expectOf(ErrorSchema, status, method, url, call)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^[A-Z"\d].*\.$/)
    return error
  }
  const target = { targetHost: 'redis.test', targetPort: 6379 }

  it('[API1] listeners: make, list, change, stop, start, delete', async () => {
    const made = await expectOf(ListenerSchema, 201, 'POST', '/api/listeners', {
      body: { ...target, port: 6400 },
    })
    const url = `/api/listeners/${made.id}`
    expect((await expectOf(ListenerListSchema, 200, 'GET', '/api/listeners')).listeners).toEqual([made])
    const renamed = await expectOf(ListenerSchema, 200, 'PATCH', url, { body: { name: 'cache' } })
    expect(renamed).toEqual({ ...made, name: 'cache' })
    expect(await expectOf(ListenerSchema, 200, 'POST', `${url}/stop`)).toMatchObject({ state: 'stopped' })
    const json = { headers: { 'content-type': 'application/json' } }
    expect(await expectOf(ListenerSchema, 200, 'POST', `${url}/start`, json)).toMatchObject({
      boundPort: 6400,
    })
    expect(await expectOf(ListenerSchema, 200, 'GET', url)).toMatchObject({ state: 'listening' })
    expect((await test.call('DELETE', url)).statusCode).toBe(204)
    await refused(404, 'listener_not_found', 'GET', url)
  })

  it.each([
    [{ ...target, port: 65_536 }, 'port', 'The listen port must be a whole number from 0 to 65535.'],
    [{ ...target, port: -1 }, 'port', 'must be'],
    [{ ...target, port: 1.5 }, 'port', 'must be'],
    [{ ...target, port: '80' }, 'port', 'must be'],
    [{ ...target, port: null }, 'port', 'must be'],
    [{ ...target, port: 1e308 }, 'port', 'must be'],
    [{ ...target, targetPort: 0 }, 'targetPort', 'The target port must be a whole number from 1 to 65535.'],
    [{ targetHost: 'x' }, 'targetPort', 'The target port is missing.'],
    [{ ...target, targetHost: '' }, 'targetHost', 'must be'],
    [{ ...target, targetHost: 'a b' }, 'targetHost', 'must be'],
    [{ ...target, targetHost: '<img src=x>' }, 'targetHost', 'must be'],
    [{ ...target, connectTimeoutMs: 2 ** 53 }, 'connectTimeoutMs', 'must be'],
    [{ ...target, hexLog: 'maybe' }, 'hexLog', 'The hex log mode must be one of live, on-demand, off.'],
    [{ ...target, name: '' }, 'name', 'The name must be text of 1 to 80 characters.'],
    [{ ...target, start: 'yes' }, 'start', '"start" must be true or false.'],
    [{ ...target, zz: 1 }, 'zz', 'There is no field "zz".'],
  ])('[API2] %j is refused, with the field and in words', async (body, field, message) => {
    const error = await refused(400, 'bad_request', 'POST', '/api/listeners', { body })
    expect(error).toMatchObject({ field, message: expect.stringContaining(message) })
    expect(test.kit.engine.listening.size).toBe(0)
  })

  it('[API3] what is no JSON, another kind or too long is refused with its own code', async () => {
    const json = { 'content-type': 'application/json' }
    const text = { 'content-type': 'text/plain' }
    await refused(400, 'malformed_json', 'POST', '/api/listeners', { body: '{"port":', headers: json })
    await refused(400, 'malformed_json', 'POST', '/api/listeners', {
      body: '{"__proto__":{"a":1}}',
      headers: json,
    })
    await refused(400, 'bad_request', 'POST', '/api/listeners', { body: '[1]', headers: json })
    await refused(400, 'bad_request', 'POST', '/api/listeners', { headers: json })
    await refused(415, 'unsupported_media_type', 'POST', '/api/listeners', { body: '{}', headers: text })
    const long = { ...target, name: 'x'.repeat(70_000) }
    await refused(413, 'payload_too_large', 'POST', '/api/listeners', { body: long })
    await refused(404, 'not_found', 'GET', '/api/nothing')
    await refused(404, 'not_found', 'DELETE', '/api/listeners')
    await refused(400, 'bad_request', 'GET', '/api/%zz')
    await refused(400, 'bad_request', 'GET', '/api/live')
    expect(test.kit.listeners.list().listeners).toEqual([])
  })

  it('[API4] what cannot be bound or must not be dialled is said where it was asked', async () => {
    test.kit.engine.taken.add(6400)
    const taken = await refused(409, 'port_in_use', 'POST', '/api/listeners', {
      body: { ...target, port: 6400 },
    })
    expect(taken.field).toBe('port')
    const own = { targetHost: 'localhost', targetPort: 7400 }
    await refused(422, 'target_is_control_port', 'POST', '/api/listeners', { body: own })
  })

  it('[API5] unknown ids, and what is no id, are not found', async () => {
    for (const id of [UNKNOWN, 'nope', '..%2f..', 'x'.repeat(150)]) {
      await refused(404, 'listener_not_found', 'POST', `/api/listeners/${id}/start`)
      await refused(404, 'session_not_found', 'GET', `/api/sessions/${id}`)
      await refused(404, 'session_not_found', 'DELETE', `/api/sessions/${id}`)
      await refused(404, 'session_not_found', 'POST', `/api/sessions/${id}/close`)
      await refused(404, 'session_not_found', 'GET', `/api/sessions/${id}/frames`)
      await refused(404, 'session_not_found', 'GET', `/api/sessions/${id}/download/hex`)
      await refused(404, 'session_not_found', 'GET', `/api/sessions/${id}/bytes/upstream`)
    }
    expect(test.kit.engine.closed).toEqual([])
  })

  it('[API6] sessions: list with filters and pages, one with its files', async () => {
    const sessions = [1, 2, 3].map(() => test.kit.session().open())
    const page = await expectOf(SessionPageSchema, 200, 'GET', '/api/sessions?limit=2')
    expect(page.sessions.map((one) => one.id)).toEqual([sessions[2]!.id, sessions[1]!.id])
    expect(page.total).toBe(3)
    const rest = await expectOf(
      SessionPageSchema,
      200,
      'GET',
      `/api/sessions?limit=2&cursor=${page.nextCursor}`,
    )
    expect(rest).toMatchObject({ sessions: [{ id: sessions[0]!.id }], nextCursor: null })
    sessions[1]!.close()
    const live = await expectOf(SessionPageSchema, 200, 'GET', '/api/sessions?state=live&address=TARGET.test')
    expect(live.sessions.map((one) => one.id)).toEqual([sessions[2]!.id, sessions[0]!.id])
    const detail = await expectOf(SessionDetailSchema, 200, 'GET', `/api/sessions/${sessions[0]!.id}`)
    expect(detail.files).toMatchObject({ hex: logNames(sessions[0]!.facts).hex })
    for (const query of ['limit=0', 'limit=x', 'limit=1001', 'state=odd', 'zz=1', 'after=-1', 'listener=1']) {
      await refused(400, 'bad_request', 'GET', `/api/sessions?${query}`)
    }
    const soon = await refused(400, 'bad_request', 'GET', '/api/sessions?from=soon')
    expect(soon.message).toMatch(/^"from" must be a whole number/)
    await refused(400, 'bad_cursor', 'GET', `/api/sessions?cursor=${'0'.repeat(36)}`)
  })

  it('[API7] a live session is closed, not deleted; an ended one is deleted', async () => {
    const session = test.kit.session().open()
    await refused(409, 'session_live', 'DELETE', `/api/sessions/${session.id}`)
    expect((await test.call('POST', `/api/sessions/${session.id}/close`)).statusCode).toBe(204)
    expect(test.kit.engine.closed).toEqual([session.id])
    session.close()
    expect((await test.call('DELETE', `/api/sessions/${session.id}`)).statusCode).toBe(204)
    await refused(404, 'session_not_found', 'GET', `/api/sessions/${session.id}`)
  })

  it('[API20] a session is starred and commented on, live or ended; what it records is not for people to change', async () => {
    const session = test.kit.session().open()
    const url = `/api/sessions/${session.id}`
    const body = { starred: true, comment: '<b>look</b>\n\u202e' }
    expect(await expectOf(SessionSchema, 200, 'PATCH', url, { body })).toMatchObject(body)
    session.close()
    expect(
      await expectOf(SessionSchema, 200, 'PATCH', url, { body: { starred: false, comment: '' } }),
    ).toMatchObject({ state: 'closed', starred: false, comment: '' })
    const { session: found } = await expectOf(SessionDetailSchema, 200, 'GET', url)
    expect(found).toMatchObject({ starred: false, comment: '' })
    for (const [wrong, field] of [
      [{ starred: 1 }, 'starred'],
      [{ comment: null }, 'comment'],
      [{ comment: 'x'.repeat(1001) }, 'comment'],
      [{ state: 'closed' }, 'state'],
      [{}, undefined],
    ] as const) {
      expect((await refused(400, 'bad_request', 'PATCH', url, { body: wrong })).field).toBe(field)
    }
    await refused(404, 'session_not_found', 'PATCH', `/api/sessions/${UNKNOWN}`, { body })
  })

  it('[API21] notes: make, list, change, delete; what is wrong is said, with its field', async () => {
    const session = test.kit.session().open().grow('upstream', Buffer.from('0123456789'))
    const url = `/api/sessions/${session.id}/notes`
    const place = { direction: 'upstream', from: 0, to: 4 }
    const text = '<img src=x onerror=alert(1)> "\u0000\u{1f600}'
    const made = await expectOf(NoteSchema, 201, 'POST', url, { body: { ...place, text } })
    expect(made).toMatchObject({ ...place, text, kind: 'comment', colour: 'yellow' })
    expect((await expectOf(NoteListSchema, 200, 'GET', url)).notes).toEqual([made])
    const patch = { kind: 'bookmark', colour: 'blue', text: 'x'.repeat(4000) }
    expect(await expectOf(NoteSchema, 200, 'PATCH', `${url}/${made.id}`, { body: patch })).toMatchObject(
      patch,
    )
    for (const [body, field] of [
      [{ ...place, text: 'x'.repeat(4001) }, 'text'],
      [{ ...place, from: -1 }, 'from'],
      [{ ...place, to: 2 ** 53 }, 'to'],
      [{ ...place, to: 11 }, 'to'],
      [{ ...place, to: '4' }, 'to'],
      [{ ...place, direction: 'sideways' }, 'direction'],
      [{ ...place, colour: 'javascript:' }, 'colour'],
      [{ ...place, kind: 'comment' }, 'text'],
      [{ ...place, id: UNKNOWN }, 'id'],
      [{ direction: 'upstream', from: 0 }, 'to'],
    ] as const) {
      expect((await refused(400, 'bad_request', 'POST', url, { body })).field).toBe(field)
    }
    await refused(400, 'bad_request', 'PATCH', `${url}/${made.id}`, { body: { from: 1 } })
    await refused(404, 'session_not_found', 'GET', `/api/sessions/${UNKNOWN}/notes`)
    await refused(404, 'session_not_found', 'POST', '/api/sessions/nope/notes', { body: place })
    for (const id of [UNKNOWN, 'nope', '..%2f..']) {
      await refused(404, 'note_not_found', 'DELETE', `${url}/${id}`)
      await refused(404, 'note_not_found', 'PATCH', `${url}/${id}`, { body: { text: 'x' } })
    }
    expect((await test.call('DELETE', `${url}/${made.id}`)).statusCode).toBe(204)
    expect((await expectOf(NoteListSchema, 200, 'GET', url)).notes).toEqual([])
  })

  it('[API8] bytes: the whole, and one range of it in every form', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256))
    const session = test.kit.session().open().grow('downstream', content)
    const url = `/api/sessions/${session.id}/bytes/downstream`
    const whole = await test.call('GET', url)
    expect(whole.statusCode).toBe(200)
    expect(whole.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '300000',
      'content-type': 'application/octet-stream',
    })
    expect(whole.rawPayload.equals(content)).toBe(true)
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=100-199', 100, 200],
      ['bytes=299990-', 299_990, 300_000],
      ['bytes=-5', 299_995, 300_000],
      ['bytes=-999999', 0, 300_000],
      ['bytes=5-999999999', 5, 300_000],
    ] as const) {
      const part = await test.call('GET', url, { headers: { range } })
      expect(part.statusCode).toBe(206)
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end - 1}/300000`)
      expect(part.headers['content-length']).toBe(String(end - start))
      expect(part.rawPayload.equals(content.subarray(start, end))).toBe(true)
    }
    for (const range of ['bytes=300000-', 'bytes=300000-300009', 'bytes=-0']) {
      const call = { headers: { range } }
      await refused(416, 'range_not_satisfiable', 'GET', url, call)
      expect((await test.call('GET', url, call)).headers['content-range']).toBe('bytes */300000')
    }
    for (const range of ['bytes=5-4', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'rows=0-1', '0-1', '']) {
      const ignored = await test.call('GET', url, { headers: { range } })
      expect([range, ignored.statusCode, ignored.headers['content-range']]).toEqual([range, 200, undefined])
      expect(ignored.rawPayload.equals(content)).toBe(true)
    }
    const conditional = await test.call('GET', url, { headers: { range: 'bytes=0-0', 'if-range': '"x"' } })
    expect(conditional.statusCode).toBe(200)
    const none = `/api/sessions/${session.id}/bytes/upstream`
    for (const headers of [{}, { range: 'bytes=-5' }]) {
      const empty = await test.call('GET', none, { headers })
      expect([empty.statusCode, empty.body]).toEqual([200, ''])
    }
    await refused(416, 'range_not_satisfiable', 'GET', none, { headers: { range: 'bytes=0-' } })
    await refused(400, 'bad_request', 'GET', `/api/sessions/${session.id}/bytes/sideways`)
  })

  it('[API9] large ranges are streamed and exact', async () => {
    const content = Buffer.alloc(3_000_001, 'tcpscope ')
    const session = test.kit.session().open().grow('upstream', content)
    const part = await test.call('GET', `/api/sessions/${session.id}/bytes/upstream`, {
      headers: { range: 'bytes=1-2999999' },
    })
    expect(part.rawPayload.equals(content.subarray(1, 3_000_000))).toBe(true)
  })

  it('[API10] frames and tiles; wrong questions are refused', async () => {
    const session = test.kit
      .session()
      .open()
      .grow('upstream', Buffer.from('x'))
      .grow('upstream', Buffer.from('y'))
    const url = `/api/sessions/${session.id}`
    const frames = await expectOf(FramePageSchema, 200, 'GET', `${url}/frames?from=1`)
    expect(frames).toMatchObject({ from: 1, next: 2, records: 2, frames: [{ offset: 1 }] })
    await refused(400, 'bad_request', 'GET', `${url}/frames?offset=5`)
    await refused(400, 'bad_request', 'GET', `${url}/frames?limit=5000`)
    const tiles = await expectOf(TileListSchema, 200, 'GET', `${url}/timeline?level=20&first=0&last=1`)
    expect(tiles.tiles).toHaveLength(2)
    await refused(400, 'too_many_tiles', 'GET', `${url}/timeline?level=20&first=0&last=16`)
    await refused(400, 'bad_request', 'GET', `${url}/timeline?level=20&first=3&last=2`)
    await refused(400, 'bad_request', 'GET', `${url}/timeline?level=99&first=0&last=1`)
    await refused(400, 'bad_request', 'GET', `${url}/timeline`)
  })

  it('[API11] downloads are attachments under the names of the logs, live too', async () => {
    const session = test.kit
      .session()
      .open()
      .grow('upstream', Buffer.from('ask'))
      .grow('downstream', Buffer.from('reply'))
    const names = logNames(session.facts)
    const url = `/api/sessions/${session.id}/download`
    for (const [kind, name, body] of [
      ['upstream', names.upstream, 'ask'],
      ['downstream', names.downstream, 'reply'],
      ['hex', names.hex, 'askreply'],
    ] as const) {
      const answer = await test.call('GET', `${url}/${kind}`)
      expect(answer.body).toBe(body)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
      })
    }
    const zip = await test.call('GET', `${url}/zip`)
    expect(zip.rawPayload.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
    for (const name of [names.hex, names.upstream, names.downstream]) {
      expect(zip.rawPayload.includes(name)).toBe(true)
    }
  })

  it('[PART1] a plain link can name a part of a binary log; its file says which', async () => {
    const content = Buffer.alloc(2_000_003, 'tcpscope ')
    const session = test.kit.session().open().grow('upstream', content)
    const name = logNames(session.facts).upstream.replace(/\.log$/, '')
    const url = `/api/sessions/${session.id}/download/upstream`
    for (const [query, start, end] of [
      ['start=5&end=9', 5, 9],
      ['start=1&end=1999999', 1, 1_999_999],
      ['start=2000000', 2_000_000, 2_000_003],
      ['end=1', 0, 1],
      ['start=2000002&end=99999999999', 2_000_002, 2_000_003],
    ] as const) {
      const { rawPayload, headers } = await test.call('GET', `${url}?${query}`)
      expect(rawPayload.equals(content.subarray(start, end))).toBe(true)
      expect(headers['content-disposition']).toContain(`filename="${name}-bytes-${start}-${end - 1}.bin"`)
    }
    for (const query of ['start=9&end=9', 'start=9&end=5', 'end=0']) {
      expect((await refused(400, 'bad_request', 'GET', `${url}?${query}`)).field).toBe('end')
    }
    for (const query of ['start=2000003', 'start=2000004&end=2000009']) {
      await refused(416, 'range_not_satisfiable', 'GET', `${url}?${query}`)
      expect((await test.call('GET', `${url}?${query}`)).headers['content-range']).toBe('bytes */2000003')
    }
    await refused(400, 'bad_request', 'GET', `${url}?start=-1`)
  })

  it('[API12] without a hex log there is none to download, and the zip has the other two', async () => {
    const session = test.kit.session()
    const { hexLog: _, ...facts } = session.facts
    const opened = { ...facts, hexLog: 'off' as const, capture: 'normal' as const, listenerName: 'x' }
    test.kit.engine.emit({ opened: [opened] })
    await refused(409, 'hex_log_off', 'GET', `/api/sessions/${session.id}/download/hex`)
    const { files: names } = await expectOf(SessionDetailSchema, 200, 'GET', `/api/sessions/${session.id}`)
    const { rawPayload } = await test.call('GET', `/api/sessions/${session.id}/download/zip`)
    expect(rawPayload.includes(names.upstream)).toBe(true)
    expect(rawPayload.includes(names.hex)).toBe(false)
  })

  it('[SPAN5] sessions on one clock, live and ended, and the list of a stretch of time', async () => {
    const [first, second] = [1, 2].map(() => test.kit.session().open())
    second!.close()
    const all = await expectOf(SpanListSchema, 200, 'GET', '/api/sessions/spans?bins=3')
    expect(all.spans!.map((one) => one.id)).toEqual([second!.id, first!.id])
    expect(all.spans!.map((one) => one.close !== null)).toEqual([true, false])
    expect([all.total, all.alive.length]).toEqual([2, 3])
    expect(all.began.reduce((sum, one) => sum + one, 0)).toBe(2)
    const counts = await expectOf(SpanListSchema, 200, 'GET', '/api/sessions/spans?most=1&state=live')
    expect([counts.total, counts.spans!.length]).toEqual([1, 1])
    expect((await expectOf(SpanListSchema, 200, 'GET', '/api/sessions/spans?most=0')).spans).toBeNull()
    const later = all.spans![0]!.startedAtMs + 3_600_000
    const page = await expectOf(SessionPageSchema, 200, 'GET', `/api/sessions?from=${later}&to=${later + 1}`)
    // The one that still lives may yet be alive then; the other cannot.
    expect(page.sessions.map((one) => one.id)).toEqual([first!.id])
    await refused(400, 'bad_request', 'GET', '/api/sessions/spans?from=5&to=5')
    await refused(400, 'bad_request', 'GET', '/api/sessions/spans?bins=0')
    await refused(400, 'bad_filter', 'GET', '/api/sessions/spans?filter=state:odd')
  })

  it('[ACT4] when sessions moved bytes: of those that there are, in the columns they lived in', async () => {
    const session = test.kit.session().open()
    session.grow('upstream', Buffer.from('ping'))
    session.grow('downstream', Buffer.from('pong!'))
    session.close()
    const { startedAtMs } = (await expectOf(SessionDetailSchema, 200, 'GET', `/api/sessions/${session.id}`))
      .session
    const url = (from: number, to: number) =>
      `/api/sessions/activity?ids=${UNKNOWN},${session.id}&from=${from}&to=${to}&bins=4`
    const { sessions } = await expectOf(
      ActivityListSchema,
      200,
      'GET',
      url(startedAtMs - 3_600_000, startedAtMs + 3_600_000),
    )
    expect(sessions).toEqual([{ id: session.id, first: 2, upstream: [4], downstream: [5] }])
    const before = await expectOf(ActivityListSchema, 200, 'GET', url(startedAtMs - 9, startedAtMs - 5))
    expect(before.sessions).toEqual([{ id: session.id, first: 4, upstream: [], downstream: [] }])
    await refused(400, 'bad_request', 'GET', url(5, 5))
    await refused(400, 'bad_request', 'GET', '/api/sessions/activity?ids=all&from=1&to=2&bins=1')
  })

  it('[API13] a fault of ours is logged with its stack and answered without it', async () => {
    const session = test.kit.session().open()
    test.kit.capture.framePage = () => Promise.reject(new Error('secret detail'))
    const error = await refused(500, 'internal', 'GET', `/api/sessions/${session.id}/frames`)
    expect(error.message).not.toContain('secret')
    expect(
      test.log.filter((line) => line.includes('secret detail') && line.includes('api.test.ts')),
    ).toHaveLength(1)
  })

  it('[API14] the status, and the page for every address that is a view', async () => {
    expect(await expectOf(StatusSchema, 200, 'GET', '/api/status')).toMatchObject({ bootId: 'boot-1' })
    for (const url of ['/', '/index.html', `/sessions/${UNKNOWN}`, '/sessions/1?listener=2', '/anything']) {
      const page = await test.call('GET', url)
      expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(page.headers['cache-control']).toBe('no-cache')
    }
    const script = await test.call('GET', '/assets/app-1a2b.js')
    expect(script.headers['cache-control']).toContain('immutable')
    await refused(404, 'not_found', 'GET', '/assets/gone.js')
    await refused(404, 'not_found', 'POST', '/')
  })

  it('[API15] OpenAPI names every route of the API and every error', async () => {
    const document = (await test.call('GET', '/api/openapi.json')).json<{
      paths: Record<string, Record<string, { responses: object }>>
    }>()
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const real = test.routes
      .filter(({ url }) => url.startsWith('/api/') && !/^\/api\/(?:docs|openapi|live)/.test(url))
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(described.toSorted()).toEqual(real.toSorted())
    expect(real.length).toBeGreaterThan(15)
  })
})
