import { spawn } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Disposable } from './own.ts'
import { PATIENCE_MS, within } from './until.ts'

/** Debian keeps servers in sbin, and PostgreSQL's in a folder a version; a user's PATH has neither. */
function folders(): string[] {
  const postgres = '/usr/lib/postgresql'
  let versions: string[] = []
  try {
    versions = readdirSync(postgres).map((version) => join(postgres, version, 'bin'))
  } catch {
    // not installed
  }
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', ...versions]
}

/** The full path of an installed program; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  return folders()
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Says loudly which of these programs this machine has not got; true when some are missing. */
export function missingPrograms(...names: readonly string[]): boolean {
  const missing = names.filter((name) => findProgram(name) === undefined)
  if (missing.length === 0) return false
  process.stderr.write(
    `\n!!!!! SKIPPED for want of ${missing.join(', ')}: tests with real programs !!!!!\n\n`,
  )
  return true
}

export interface RunResult {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program to its end. */
export async function run(
  name: string,
  args: readonly string[],
  options: { input?: string | Buffer; withinMs?: number; env?: Record<string, string> } = {},
): Promise<RunResult> {
  const child = spawn(findProgram(name) ?? name, args, { env: { ...process.env, ...options.env } })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
  try {
    const code = await within(`${name} to end`, ended, options.withinMs ?? 2 * PATIENCE_MS)
    return { code, stdout: Buffer.concat(stdout), stderr }
  } finally {
    child.kill('SIGKILL')
  }
}

/** A program that runs until the test ends it. */
export class Daemon implements Disposable {
  readonly #child: ReturnType<typeof spawn>
  readonly #exited: Promise<void>
  output = ''

  constructor(
    name: string,
    args: readonly string[],
    options: { uid?: number; gid?: number; cwd?: string } = {},
  ) {
    this.#child = spawn(findProgram(name) ?? name, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', () => resolve())
    })
    this.#child.once('error', (error) => (this.output += String(error)))
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    }
  }

  get pid(): number {
    return this.#child.pid!
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async dispose(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return
    this.#child.kill('SIGTERM')
    try {
      await within('a program to end', this.#exited, 5_000)
    } catch {
      this.#child.kill('SIGKILL')
      await this.#exited
    }
  }
}
