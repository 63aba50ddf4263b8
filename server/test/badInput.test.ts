import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ErrorBody, ErrorCode } from '@tcpscope/shared/api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LiveTab, Path, Scope, Target, converse, own } from './kit/index.ts'

const NOBODY = '01932f6b-5c3a-7abc-8def-0123456789ab'

describe('bad input', () => {
  let dataDir: string
  let scope: Scope

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-bad-'))
    scope = await Scope.start({ dataDir })
  })
  // Whatever was asked: the process lives and answers.
  afterEach(() => scope.api.status())
  afterAll(async () => {
    await scope.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function refused(
    method: string,
    path: string,
    body?: { json?: unknown; text?: string; type?: string },
  ): Promise<{ status: number; code: ErrorCode; field?: string }> {
    const init: RequestInit = { method }
    if (body) {
      init.body = body.text ?? JSON.stringify(body.json)
      init.headers = { 'content-type': body.type ?? 'application/json' }
    }
    const answer = await scope.api.raw(path, init)
    expect(answer.headers.get('content-type')).toContain('application/json')
    const { error } = (await answer.json()) as ErrorBody
    // A sentence for people: it ends like one, and shows nothing of the inside.
    expect(error.message).toMatch(/^\S.* .*[.?]$/s)
    expect(error.message).not.toMatch(/\bat \w+.*\(|\.ts:\d|\.js:\d|undefined|\[object/)
    return {
      status: answer.status,
      code: error.code,
      ...(error.field === undefined ? {} : { field: error.field }),
    }
  }

  it.each([-1, 65_536, 1.5, 'x', '', null, 1e308, true, [80]])(
    '[BAD1] %j is no port: 400 bad_request, and the field is named',
    async (port) => {
      for (const [field, json] of [
        ['port', { port, targetHost: '127.0.0.1', targetPort: 80 }],
        ['targetPort', { targetHost: '127.0.0.1', targetPort: port }],
      ] as const) {
        const answer = await refused('POST', '/api/listeners', { json })
        expect(answer).toEqual({ status: 400, code: 'bad_request', field })
      }
    },
  )

  it('[BAD2] a target needs a port of its own: 0 is none', async () => {
    const json = { targetHost: '127.0.0.1', targetPort: 0 }
    expect(await refused('POST', '/api/listeners', { json })).toEqual({
      status: 400,
      code: 'bad_request',
      field: 'targetPort',
    })
  })

  it.each([
    ['no target', {}, undefined],
    ['a host with a space', { targetHost: 'a b', targetPort: 80 }, 'targetHost'],
    ['a host that is a path', { targetHost: '../etc', targetPort: 80 }, 'targetHost'],
    ['an empty host', { targetHost: '', targetPort: 80 }, 'targetHost'],
    ['a host of 300 letters', { targetHost: 'a'.repeat(300), targetPort: 80 }, 'targetHost'],
    ['a name of 81 letters', { name: 'n'.repeat(81), targetHost: 'a', targetPort: 80 }, 'name'],
    ['a timeout of 0', { connectTimeoutMs: 0, targetHost: 'a', targetPort: 80 }, 'connectTimeoutMs'],
    ['an unknown hex log mode', { hexLog: 'maybe', targetHost: 'a', targetPort: 80 }, 'hexLog'],
    ['a list', [], undefined],
    ['null', null, undefined],
  ])('[BAD3] a new listener with %s: 400 bad_request', async (_, json, field) => {
    const answer = await refused('POST', '/api/listeners', { json })
    expect(answer).toMatchObject({ status: 400, code: 'bad_request' })
    expect(field === undefined || answer.field === field).toBe(true)
    expect(await scope.api.listeners()).toEqual([])
  })

  it('[BAD4] a field that does not exist is not silently dropped', async () => {
    const json = { targetHost: '127.0.0.1', targetPort: 80, tragetPort: 81 }
    expect(await refused('POST', '/api/listeners', { json })).toMatchObject({
      status: 400,
      code: 'bad_request',
    })
  })

  it.each([
    ['malformed JSON', { text: '{"targetHost": ' }, 400, 'malformed_json'],
    ['an empty body', { text: '' }, 400, undefined],
    ['text', { text: '{}', type: 'text/plain' }, 415, 'unsupported_media_type'],
    ['a form', { text: 'a=b', type: 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['a body of 2 MB', { text: JSON.stringify({ name: 'x'.repeat(2_000_000) }) }, 413, 'payload_too_large'],
  ])('[BAD5] %s is refused with its code', async (_, body, status, code) => {
    const answer = await refused('POST', '/api/listeners', body)
    expect(answer.status).toBe(status)
    expect(code === undefined || answer.code === code).toBe(true)
  })

  it.each([
    ['GET', `/api/sessions/${NOBODY}`, 404, 'session_not_found'],
    ['DELETE', `/api/sessions/${NOBODY}`, 404, 'session_not_found'],
    ['POST', `/api/sessions/${NOBODY}/close`, 404, 'session_not_found'],
    ['GET', `/api/sessions/${NOBODY}/bytes/upstream`, 404, 'session_not_found'],
    ['GET', `/api/sessions/${NOBODY}/frames`, 404, 'session_not_found'],
    ['GET', `/api/sessions/${NOBODY}/timeline?level=20&first=0&last=0`, 404, 'session_not_found'],
    ['GET', `/api/sessions/${NOBODY}/download/zip`, 404, 'session_not_found'],
    ['GET', '/api/sessions/..%2f..%2fetc%2fpasswd', 404, 'session_not_found'],
    ['GET', '/api/sessions/x/download/hex', 404, 'session_not_found'],
    ['DELETE', `/api/listeners/${NOBODY}`, 404, 'listener_not_found'],
    ['POST', `/api/listeners/${NOBODY}/start`, 404, 'listener_not_found'],
    ['POST', `/api/listeners/${NOBODY}/stop`, 404, 'listener_not_found'],
    ['GET', '/api/nothing/here', 404, 'not_found'],
    ['GET', '/api/sessions?limit=0', 400, 'bad_request'],
    ['GET', '/api/sessions?limit=x', 400, 'bad_request'],
    ['GET', '/api/sessions?state=asleep', 400, 'bad_request'],
    ['GET', '/api/sessions?listner=1', 400, 'bad_request'],
    ['GET', '/api/sessions?cursor=x', 400, undefined],
  ])('[BAD6] %s %s: %i', async (method, path, status, code) => {
    const answer = await refused(method, path)
    expect(answer.status).toBe(status)
    expect(code === undefined || answer.code === code).toBe(true)
  })

  it('[BAD7] a port that another program has: 409 port_in_use, in words, at the field of the port', async () => {
    const other = own(await Target.listen())
    const json = { port: other.port, targetHost: '127.0.0.1', targetPort: 80 }
    const answer = await scope.api.raw('/api/listeners', {
      method: 'POST',
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(409)
    const { error } = (await answer.json()) as ErrorBody
    expect(error).toMatchObject({ code: 'port_in_use', field: 'port' })
    expect(error.message).toContain(String(other.port))
  })

  it('[BAD8] the own control port is no target, by whatever name', async () => {
    for (const targetHost of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::ffff:127.0.0.1', '127.0.0.2']) {
      const json = { targetHost, targetPort: scope.uiPort }
      const answer = await refused('POST', '/api/listeners', { json })
      expect(answer, `target ${targetHost}`).toMatchObject({ code: 'target_is_control_port' })
    }
  })

  it('[BAD9] wrong ranges and unknown directions are refused; a range that is no range is not guessed at', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(wire, [10, 10])
    await scope.api.sessionWhen(wire.session.id, 'recorded', (s) => s.downstreamBytes === 10)
    const bytes = `/api/sessions/${wire.session.id}/bytes`
    for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
      const answer = await scope.api.raw(`${bytes}/upstream`, { headers: { range } })
      expect(answer.status, `range ${range}`).toBe(416)
      expect(await answer.json()).toMatchObject({ error: { code: 'range_not_satisfiable' } })
    }
    // RFC 9110 14.2: what is not understood as a range is ignored.
    for (const range of ['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=', 'bytes=0-1,3-4']) {
      const answer = await scope.api.raw(`${bytes}/upstream`, { headers: { range } })
      await answer.arrayBuffer()
      expect(answer.status, `range ${range}`).toBe(200)
    }
    expect(await refused('GET', `${bytes}/sideways`)).toMatchObject({ status: 400, code: 'bad_request' })
    expect(
      await refused('GET', `/api/sessions/${wire.session.id}/timeline?level=99&first=0&last=0`),
    ).toMatchObject({
      status: 400,
      code: 'bad_request',
    })
    expect(
      await refused('GET', `/api/sessions/${wire.session.id}/timeline?level=1&first=0&last=99`),
    ).toMatchObject({
      status: 400,
      code: 'too_many_tiles',
    })
    expect(
      await refused('POST', `/api/sessions/${wire.session.id}/close`, {
        text: '{',
        type: 'application/json',
      }),
    ).toMatchObject({ status: 400 })
  })

  it('[BAD10] a tab that talks nonsense is told so, and stays connected', async () => {
    const tab = own(await LiveTab.open(scope))
    tab.sendText('nonsense')
    tab.sendText('{"type":"dance"}')
    tab.sendText('{"type":"subscribe","channel":0,"id":"x","tail":[],"frames":true}')
    tab.sendText(JSON.stringify({ type: 'subscribe', channel: 5, id: NOBODY, tail: [], frames: false }))
    await tab.gets('error', (error) => error.channel === 5 && error.code === 'session_not_found')
    expect(tab.of('error').length).toBeGreaterThanOrEqual(4)
    expect(tab.closed).toBeNull()
  })
})
