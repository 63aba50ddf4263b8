import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { cookieName, cookieValue } from './plugins/token.ts'
import { bearer, cookie, HOST, PORT, type TestApp, testApp, TOKEN } from './testApp.ts'

const ID = '01a1fc55-3ac0-759a-a8e8-09ea45e28270'

describe('security of every request', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await testApp()
  })
  afterAll(() => test.end())

  const ask = (method: string, url: string, headers: Record<string, string> = {}) =>
    test.app.inject({ method: method as 'GET', url, headers: { host: HOST, ...headers } })

  it('[SEC1] no route, whoever made it, answers without the token', async () => {
    const urls = test.routes.map(({ url }) => url)
    // The walk is worth something only if it meets all kinds of routes.
    for (const url of [
      '/api/listeners',
      '/api/sessions/:id/bytes/:direction',
      '/api/sessions/:id/download/zip',
      '/api/sessions/:id/notes/:note',
      '/api/sessions/actions',
      '/api/sessions/export',
      '/api/live',
      '/api/docs/static/*',
      '/api/openapi.json',
      '/*',
    ]) {
      expect(urls).toContain(url)
    }
    for (const { method, url } of test.routes) {
      const path = url
        .replace(':id', ID)
        .replace(':note', ID)
        .replace(':direction', 'upstream')
        .replace('*', 'index.html')
      for (const headers of [
        {},
        { authorization: 'Bearer wrong' },
        { authorization: `Basic ${TOKEN}` },
        { authorization: TOKEN },
        { cookie: `${cookieName(PORT)}=${TOKEN}` },
        { cookie: `${cookieName(PORT + 1)}=${cookieValue(TOKEN)}` },
        { cookie: `${cookieName(PORT)}=` },
      ]) {
        const answer = await ask(method, path, headers)
        expect([answer.statusCode, method, path]).toEqual([401, method, path])
        expect(answer.headers['content-security-policy']).toBeDefined()
        expect(answer.headers['x-content-type-options']).toBe('nosniff')
      }
    }
  })

  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])(
    '[SEC1] %s to an address that does not exist is not told apart without the token',
    async (method) => {
      for (const url of [
        '/nothing',
        '/api/nothing',
        '/api%2Flisteners',
        '//api/status',
        '/assets/app-1a2b.js',
      ]) {
        expect((await ask(method, url)).statusCode).toBe(401)
      }
    },
  )

  it('[SEC1] with the token the same routes answer', async () => {
    expect((await ask('GET', '/api/status', bearer)).statusCode).toBe(200)
    expect((await ask('GET', '/api/status', cookie)).statusCode).toBe(200)
    expect((await ask('GET', '/api/openapi.json', bearer)).json()).toMatchObject({ openapi: '3.1.0' })
    expect((await ask('GET', '/api/docs/', bearer)).statusCode).toBe(200)
    expect((await ask('GET', '/assets/app-1a2b.js', cookie)).statusCode).toBe(200)
  })

  it.each([
    'evil.test',
    `evil.test:${PORT}`,
    'localhost',
    `LOCALHOST:${PORT}`,
    `localhost.:${PORT}`,
    `localhost:${PORT + 1}`,
    `127.0.0.1.:${PORT}`,
    `127.0.0.1`,
    `127.0.0.1:0${PORT}`,
    `::1:${PORT}`,
    `0.0.0.0:${PORT}`,
    `127.0.0.1:${PORT}.evil.test`,
    `evil.test@127.0.0.1:${PORT}`,
  ])('[SEC3] the host name %s is not ours, token or not', async (host) => {
    for (const url of ['/', '/api/status', `/?token=${TOKEN}`, '/assets/app-1a2b.js']) {
      const answer = await test.app.inject({ method: 'GET', url, headers: { host, ...bearer, ...cookie } })
      expect(answer.statusCode).toBe(421)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.json()).toMatchObject({ error: { code: 'forbidden' } })
    }
  })

  it.each([`127.0.0.1:${PORT}`, `localhost:${PORT}`, `[::1]:${PORT}`, `ui.test:${PORT}`])(
    '[SEC3] the host name %s is ours',
    async (host) => {
      const answer = await test.app.inject({ url: '/api/status', headers: { host, ...bearer } })
      expect(answer.statusCode).toBe(200)
    },
  )

  it.each([
    'http://evil.test',
    'null',
    `http://localhost:${PORT}`,
    `https://${HOST}`,
    `http://127.0.0.1:1`,
    '',
  ])('[SEC5] a change from the origin "%s" is refused', async (origin) => {
    for (const who of [bearer, cookie]) {
      const answer = await ask('POST', `/api/listeners/${ID}/start`, { ...who, origin })
      expect(answer.statusCode).toBe(403)
    }
  })

  it('[SEC5] a change that a page asks for must name its origin; a program need not', async () => {
    const url = `/api/listeners/${ID}/start`
    expect((await ask('POST', url, cookie)).statusCode).toBe(403)
    expect((await ask('DELETE', `/api/sessions/${ID}`, cookie)).statusCode).toBe(403)
    expect((await ask('POST', url, { ...cookie, origin: `http://${HOST}` })).statusCode).toBe(404)
    expect((await ask('POST', url, bearer)).statusCode).toBe(404)
  })

  it.each(['cross-site', 'same-site', 'nonsense'])(
    '[SEC5] Sec-Fetch-Site %s passes only where a person follows a link',
    async (site) => {
      const from = { ...cookie, ...bearer, 'sec-fetch-site': site }
      expect((await ask('GET', '/api/status', from)).statusCode).toBe(403)
      expect((await ask('POST', '/api/listeners', { ...from, origin: `http://${HOST}` })).statusCode).toBe(
        403,
      )
      const frame = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
      expect((await ask('GET', '/', frame)).statusCode).toBe(403)
      const link = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      expect((await ask('GET', '/', link)).statusCode).toBe(200)
      expect((await ask('POST', '/', link)).statusCode).toBe(403)
    },
  )

  it('[SEC17] the printed URL sets the cookie and goes on without the token', async () => {
    const enter = async (url: string) => {
      const answer = await ask('GET', url)
      expect(answer.statusCode).toBe(303)
      expect(answer.headers['set-cookie']).toBe(
        `${cookieName(PORT)}=${cookieValue(TOKEN)}; Path=/; HttpOnly; SameSite=Strict`,
      )
      return answer.headers.location
    }
    expect(await enter(`/?token=${TOKEN}`)).toBe('/')
    expect(await enter(`/sessions/${ID}?a=1&token=${TOKEN}&b=%26`)).toBe(`/sessions/${ID}?a=1&b=%26`)
    expect(await enter(`//evil.test/?token=${TOKEN}`)).toBe('/evil.test/')
    expect(await enter(`/\\evil.test?token=${TOKEN}`)).not.toMatch(/^[/\\]{2}/)
    expect((await ask('GET', '/?token=wrong')).statusCode).toBe(401)
    expect((await ask('POST', `/?token=${TOKEN}`)).statusCode).toBe(401)
  })

  it('[SEC17] a person without the token gets a page that says what to do, a program JSON', async () => {
    const page = await ask('GET', `/sessions/${ID}`, { accept: 'text/html,*/*' })
    expect(page.statusCode).toBe(401)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('terminal')
    const program = await ask('GET', '/api/status', { accept: 'text/html' })
    expect(program.json()).toMatchObject({ error: { code: 'unauthorized' } })
  })

  it('[SEC17] the token is in no log line', async () => {
    await ask('GET', `/?token=${TOKEN}`)
    await ask('GET', `/api/nothing?token=${TOKEN}`, bearer)
    await ask('GET', `/%zz?token=${TOKEN}`, bearer)
    expect(test.log.length).toBeGreaterThan(0)
    expect(test.log.filter((line) => line.includes(TOKEN))).toEqual([])
  })

  it('[SEC6] the policy allows no inline script, no eval, no other site, no frame', async () => {
    const { headers } = await ask('GET', '/', cookie)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask('GET', '/api/status', cookie)).headers['cache-control']).toBe('no-store')
  })
})

describe('security of the live socket and of raw requests', () => {
  let test: TestApp
  let port = 0
  beforeAll(async () => {
    test = await testApp(() => port)
    await test.app.listen({ host: '127.0.0.1', port: 0 })
    port = (test.app.server.address() as AddressInfo).port
  })
  afterAll(() => test.end())

  /** The status an upgrade is answered with; 101 when it succeeds. */
  function upgrade(headers: Record<string, string>, path = '/api/live'): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (request, response) => {
        request.destroy()
        resolve(response.statusCode ?? 0)
      })
      socket.on('error', reject)
    })
  }
  const own = () => ({ cookie: `${cookieName(port)}=${cookieValue(TOKEN)}` })
  const origin = () => ({ origin: `http://127.0.0.1:${port}` })

  it('[SEC4] an upgrade needs the token, the right Host and, from a page, the right Origin', async () => {
    expect(await upgrade({})).toBe(401)
    expect(await upgrade(origin())).toBe(401)
    expect(await upgrade({ ...own() })).toBe(403)
    expect(await upgrade({ ...own(), origin: 'http://evil.test' })).toBe(403)
    expect(await upgrade({ ...own(), origin: 'null' })).toBe(403)
    expect(await upgrade({ ...own(), origin: `http://localhost:${port}` })).toBe(403)
    expect(await upgrade({ ...own(), ...origin(), host: `evil.test:${port}` })).toBe(421)
    expect(await upgrade({ ...own(), ...origin(), 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await upgrade({}, `/api/live?token=${TOKEN}`)).toBe(401)
    expect(test.kit.hub.tabs).toBe(0)
    expect(await upgrade({ ...own(), ...origin() })).toBe(101)
    expect(await upgrade(bearer)).toBe(101)
  })

  it('[SEC4] an upgrade of another address is not one', async () => {
    expect(await upgrade({}, '/api/status')).toBe(401)
    expect(await upgrade({}, '/nothing')).toBe(401)
  })

  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%252e%252e/etc/passwd',
    '/..\\..\\etc\\passwd',
    '/assets/../../../etc/passwd',
    '/assets/%00',
    '/api%2flisteners',
    '/api/sessions/..%2f..%2fetc%2fpasswd/download/hex',
    '/api/sessions/%c0%ae%c0%ae/download/hex',
  ])('[SEC7] %s leads nowhere', async (path) => {
    const body = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port, path, headers: { ...bearer, host: `127.0.0.1:${port}` } },
        (response) => {
          let text = String(response.statusCode)
          response.on('data', (chunk: Buffer) => (text += chunk.toString()))
          response.on('end', () => resolve(text))
        },
      )
      request.on('error', reject)
      request.end()
    })
    expect(body).not.toContain('root:')
    expect(body).toMatch(/^(200<!doctype html><title>tcpscope|40[034])/)
  })
})
