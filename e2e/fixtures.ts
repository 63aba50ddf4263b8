import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, expect, test as base } from 'playwright/test'
import { freePort, Peer, Target, type TargetOptions } from '../server/test/kit/peer.ts'
import { Scope } from '../server/test/kit/scope.ts'
import { boundPort, makeFirstListener } from './page.ts'

/** The tcpscope of one test; it can be restarted where it was. */
export class Server {
  readonly #dataDir: string
  #scope: Scope

  private constructor(dataDir: string, scope: Scope) {
    this.#dataDir = dataDir
    this.#scope = scope
  }

  /** @param fill puts into the data directory what shall be there already */
  static async start(fill?: (dataDir: string) => Promise<unknown>): Promise<Server> {
    const dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-e2e-'))
    await fill?.(dataDir)
    // On a port that is still its own when it starts again.
    return new Server(dataDir, await Scope.start({ dataDir, uiPort: await freePort() }))
  }

  /** The address that the terminal shows. */
  get url(): string {
    return this.#scope.url
  }

  get scope(): Scope {
    return this.#scope
  }

  async stop(): Promise<void> {
    await this.#scope.stop()
  }

  /** Again on the same port, with the same data. @param fill puts more of it there before */
  async startAgain(fill?: (dataDir: string) => Promise<unknown>): Promise<void> {
    await fill?.(this.#dataDir)
    this.#scope = await Scope.start({ dataDir: this.#dataDir, uiPort: this.#scope.uiPort })
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose()
    await rm(this.#dataDir, { recursive: true, force: true })
  }
}

/** Scripted peers of one test, closed when it ends. */
export class Peers {
  readonly #open: { dispose(): void }[] = []

  async target(options: TargetOptions = {}): Promise<Target> {
    const target = await Target.listen(options)
    this.#open.push(target)
    return target
  }

  async client(port: number): Promise<Peer> {
    const peer = await Peer.connect(port)
    this.#open.push(peer)
    return peer
  }

  dispose(): void {
    for (const one of this.#open) one.dispose()
  }
}

/** Everything that went wrong in the page; a test with anything in it fails. */
export class Faults {
  readonly #seen: string[] = []
  readonly #expected: RegExp[] = []

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#add(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => this.#add(`uncaught: ${error.stack ?? error.message}`))
    page.on('crash', () => this.#add('the page crashed'))
  }

  #add(text: string): void {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.#seen.push(text)
  }

  /** From now on this is no fault: what the browser itself says when the server is away on purpose. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern)
  }

  stopExpecting(): void {
    this.#expected.length = 0
  }

  get list(): readonly string[] {
    return this.#seen
  }
}

interface Fixtures {
  readonly server: Server
  readonly peers: Peers
  readonly faults: Faults
  /**
   * Opens the page and makes its first listener, as a newcomer does, in front of a target that does what it is told.
   * @returns the target, and the port that the page shows
   */
  readonly listen: (options?: TargetOptions) => Promise<{ readonly target: Target; readonly port: number }>
}

export const test = base.extend<Fixtures>({
  server: async ({ page }, use) => {
    const server = await Server.start()
    await use(server)
    // The page leaves first: what it was still asking for when the server ends is no fault of either.
    await page.goto('about:blank')
    await server.dispose()
  },
  // Playwright wants the first parameter destructured, even where nothing is taken from it.
  // oxlint-disable-next-line no-empty-pattern
  peers: async ({}, use) => {
    const peers = new Peers()
    await use(peers)
    peers.dispose()
  },
  listen: async ({ page, server, peers }, use) => {
    await use(async (options) => {
      const target = await peers.target(options)
      const address = `127.0.0.1:${target.port}`
      await page.goto(server.url)
      await makeFirstListener(page, address)
      return { target, port: await boundPort(page, address) }
    })
  },
  // For every test, whether it asks for it or not.
  faults: [
    async ({ page }, use) => {
      const faults = new Faults()
      faults.watch(page)
      // A report of the content security policy and a rejection that nobody handles become errors on the console.
      await page.addInitScript(() => {
        // Rows as in a hex dump, whatever fits: what the tests compare with. Only where nothing is remembered yet.
        const settings = 'tcpscope-hex'
        if (location.protocol === 'http:' && localStorage.getItem(settings) === null) {
          localStorage.setItem(settings, JSON.stringify({ columns: 16 }))
        }
        addEventListener('securitypolicyviolation', (event) => {
          console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
        })
        addEventListener('unhandledrejection', (event) => {
          console.error(`unhandled rejection: ${String(event.reason)}`)
        })
      })
      await use(faults)
      expect(faults.list, 'errors in the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect } from 'playwright/test'
