import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Rest } from './rest.ts'
import { PATIENCE_MS, until, within } from './until.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const READY = /(http:\/\/\S+?)\/\?token=([\w-]+)/

export interface ScopeOptions {
  readonly dataDir: string
  /** Port of the dashboard; 0 (the default): any. */
  readonly uiPort?: number
  /** More of the command line. */
  readonly args?: readonly string[]
  /** A program that starts it, for example `['prlimit', '--nofile=64']`. */
  readonly wrapper?: readonly string[]
  /** No dashboard: ready as soon as this text is printed. */
  readonly headlessUntil?: string | RegExp
  /** What the environment has beyond ours. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A real tcpscope: the built program in a process of its own. */
export class Scope {
  readonly #child: ChildProcess
  readonly exited: Promise<Exit>
  #exit: Exit | null = null
  #stdout = ''
  #stderr = ''
  #rest: Rest | null = null

  private constructor(options: ScopeOptions) {
    const headless = options.headlessUntil === undefined ? [] : ['--headless']
    const ui = options.headlessUntil === undefined ? ['--ui-port', String(options.uiPort ?? 0)] : []
    const own = [MAIN, '--data-dir', options.dataDir, ...ui, ...headless, ...(options.args ?? [])]
    const [command, ...args] = [...(options.wrapper ?? []), process.execPath, ...own] as [string, ...string[]]
    // A time zone with minutes in it: stamps that forget the zone show.
    const env = { ...process.env, TZ: 'Asia/Kathmandu', ...options.env }
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text))
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    this.exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#exit = { code, signal }
        resolve(this.#exit)
      })
      this.#child.once('error', (error) => {
        this.#stderr += String(error)
      })
    })
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(options: ScopeOptions): Promise<Scope> {
    const scope = new Scope(options)
    try {
      const ready = options.headlessUntil ?? READY
      await until('tcpscope to be ready', () => {
        scope.#mustLive()
        return typeof ready === 'string' ? scope.#stdout.includes(ready) : ready.test(scope.#stdout)
      })
      const [, base, token] = READY.exec(scope.#stdout) ?? []
      if (base !== undefined && token !== undefined) scope.#rest = new Rest(base, token)
      return scope
    } catch (error) {
      await scope.dispose()
      throw new Error(`tcpscope did not start: ${scope.output()}`, { cause: error })
    }
  }

  /** Runs it to its end, for command lines that do not stay. */
  static async run(
    args: readonly string[],
    dataDir: string,
  ): Promise<Exit & { stdout: string; stderr: string }> {
    const scope = new Scope({ dataDir, args })
    const exit = await within('tcpscope to end by itself', scope.exited)
    return { ...exit, stdout: scope.#stdout, stderr: scope.#stderr }
  }

  #mustLive(): void {
    if (this.#exit !== null)
      throw new Error(`tcpscope ended (${JSON.stringify(this.#exit)}): ${this.output()}`)
  }

  get pid(): number {
    return this.#child.pid!
  }

  get alive(): boolean {
    return this.#exit === null
  }

  /** The API of a tcpscope with a dashboard. */
  get api(): Rest {
    if (this.#rest === null) throw new Error('headless: there is no API')
    return this.#rest
  }

  get uiPort(): number {
    return Number(new URL(this.api.base).port)
  }

  get token(): string {
    return READY.exec(this.#stdout)![2]!
  }

  /** The address that a person opens. */
  get url(): string {
    return READY.exec(this.#stdout)![0]
  }

  get stdout(): string {
    return this.#stdout
  }

  output(): string {
    return `--- stdout\n${this.#stdout}\n--- stderr\n${this.#stderr}`
  }

  /** Resident memory of the process now, bytes. */
  rss(): number {
    const text = execFileSync('ps', ['-o', 'rss=', '-p', String(this.pid)], { encoding: 'utf8' })
    return Number(text.trim()) * 1024
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** As a person stops it: SIGTERM, and it must end with 0. */
  async stop(withinMs = PATIENCE_MS): Promise<void> {
    this.signal('SIGTERM')
    const exit = await within('tcpscope to stop', this.exited, withinMs)
    if (exit.code !== 0) throw new Error(`tcpscope stopped with ${JSON.stringify(exit)}: ${this.output()}`)
  }

  /** As the power cut does it. */
  async kill9(): Promise<void> {
    this.signal('SIGKILL')
    await this.exited
  }

  /** Whatever state it is in. */
  async dispose(): Promise<void> {
    if (this.#exit === null && this.#child.pid !== undefined) await this.kill9()
  }
}
