import { fileURLToPath } from 'node:url'
import type { LightMyRequestResponse } from 'fastify'
import { type LiveKit, liveKit } from '../live/testkit/liveKit.ts'
import { Downloads } from '../downloads/downloads.ts'
import { Searches } from '../search/searches.ts'
import { buildApp } from './app.ts'
import type { App } from './deps.ts'
import { cookieName, cookieValue } from './plugins/token.ts'

export const TOKEN = 'test-token-0123456789'
export const PORT = 7400
/** A page as it is built, but small. */
const WEB_ROOT = fileURLToPath(new URL('./fixtures/web', import.meta.url))
export const HOST = `127.0.0.1:${PORT}`

export interface Route {
  readonly method: string
  readonly url: string
}

export interface TestApp {
  readonly kit: LiveKit
  readonly app: App
  /** Every route that was registered, by whomever. */
  readonly routes: readonly Route[]
  /** Lines that were logged. */
  readonly log: readonly string[]
  /** A request with the token of a program. */
  call(method: string, url: string, options?: Call): Promise<LightMyRequestResponse>
  end(): Promise<void>
}

export interface Call {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export const bearer = { authorization: `Bearer ${TOKEN}` }
export const cookie = { cookie: `${cookieName(PORT)}=${cookieValue(TOKEN)}` }

/** The whole HTTP side over the live room's test kit, with a small built page. For tests. */
export async function testApp(port: () => number = () => PORT): Promise<TestApp> {
  const kit = await liveKit()
  const log: string[] = []
  const routes: Route[] = []
  const search = new Searches({ root: WEB_ROOT })
  const app = await buildApp({
    ...kit,
    // Recordings of this kit are not in files: it finds nothing, but really.
    search,
    downloads: new Downloads({ capture: kit.capture, root: WEB_ROOT, small: Infinity }),
    token: TOKEN,
    version: '0.0.0',
    webRoot: WEB_ROOT,
    controlPort: port,
    allowedHosts: () => ['127.0.0.1', 'localhost', '::1', 'ui.test'],
    logger: { level: 'trace', stream: { write: (line: string) => void log.push(line) } },
    onRoute: (route) => routes.push(route),
  })
  return {
    kit,
    app,
    routes,
    log,
    call: (method, url, { body, headers } = {}) =>
      app.inject({
        method: method as 'GET',
        url,
        headers: { host: HOST, ...bearer, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    async end() {
      await app.close()
      await search.close()
      await kit.end()
    },
  }
}
