import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { existsSync, openSync, closeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../test/kit/programs.ts'
import { within } from '../../test/kit/until.ts'
import { descriptorLimit } from './procfs.ts'

/** What a process gets to end after SIGTERM before it is killed, ms. */
const ENDING_MS = 5_000
/** Descriptors that ten thousand connections through a proxy want, with room for its files. */
const WANTED_DESCRIPTORS = 40_000

export interface Running {
  readonly pid: number
  /** Everything it printed to stdout, so far. */
  readonly output: string
  readonly alive: boolean
  /** Ends it, kindly first. */
  readonly stop: () => Promise<void>
}

export interface ProgramOptions {
  readonly cwd?: string
  /** Takes its stderr; without one it is dropped. */
  readonly stderrFile?: string
}

/** Keeps the house clean: every process and every folder of a run is known here, and gone at its end. */
export class House {
  readonly #cleanups = new Set<() => Promise<void>>()
  readonly #processes = new Set<ChildProcess>()
  readonly #wrapper = wrapper()
  #closing: Promise<void> | undefined

  constructor() {
    // The last resort, should the run end without `close`.
    process.once('exit', () => {
      for (const child of this.#processes) endGroup(child, 'SIGKILL')
    })
  }

  /**
   * What a program is started with: it shall die with us, and have as many descriptors as may be. These exec the
   * program in their own place, so that its process id is the one we get.
   */
  get wrapper(): readonly string[] {
    return this.#wrapper
  }

  /** Descriptors that a program started here may have. */
  get descriptors(): number {
    return mayHave(WANTED_DESCRIPTORS) ? WANTED_DESCRIPTORS : descriptorLimit()
  }

  /** A fresh folder, in memory where there is such a place, else (or if wanted) on disk. */
  async folder(where: 'memory' | 'disk' = 'memory'): Promise<string> {
    const place = where === 'memory' && existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
    const path = await mkdtemp(join(place, 'tcpscope-bench-'))
    this.onClose(() => rm(path, { recursive: true, force: true, maxRetries: 3 }))
    return path
  }

  /** Does this when the house is closed; the last one said is done first. @returns does it now instead */
  onClose(cleanup: () => Promise<void>): () => Promise<void> {
    const once = async (): Promise<void> => {
      if (this.#cleanups.delete(once)) await cleanup()
    }
    this.#cleanups.add(once)
    return once
  }

  /** Starts a program that stays. */
  program(command: string, args: readonly string[], options: ProgramOptions = {}): Running {
    const [file, ...rest] = [...this.#wrapper, findProgram(command) ?? command, ...args] as [
      string,
      ...string[],
    ]
    const errors = options.stderrFile === undefined ? 'ignore' : openSync(options.stderrFile, 'a')
    const child = spawn(file, rest, {
      stdio: ['ignore', 'pipe', errors],
      // A group of its own: what it forks ends with it.
      detached: true,
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    })
    if (typeof errors === 'number') closeSync(errors)
    return this.#running(child)
  }

  /** Starts a script of ours that talks to us over IPC; its first message is given, too. */
  async script(file: URL, ...args: string[]): Promise<Running & { child: ChildProcess; first: unknown }> {
    const child = fork(fileURLToPath(file), args, {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      detached: true,
    })
    const running = this.#running(child)
    const first = await within(
      `${file.pathname} to be ready`,
      new Promise<unknown>((resolve) => child.once('message', resolve)),
    )
    return Object.assign(running, { child, first })
  }

  #running(child: ChildProcess): Running {
    let output = ''
    let ended = false
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => (output += String(error)))
    this.#processes.add(child)
    const closed = new Promise<void>((resolve) => {
      child.once('close', () => {
        ended = true
        this.#processes.delete(child)
        resolve()
      })
    })
    const stop = this.onClose(async () => {
      if (ended || child.pid === undefined) return
      endGroup(child, 'SIGTERM')
      await within('a program to end', closed, ENDING_MS).catch(() => endGroup(child, 'SIGKILL'))
      await closed
    })
    return {
      pid: child.pid ?? 0,
      get output() {
        return output
      },
      get alive() {
        return !ended
      },
      stop,
    }
  }

  /** Everything is being stopped. */
  get closing(): boolean {
    return this.#closing !== undefined
  }

  /** Ends every process and removes every folder. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const cleanup of [...this.#cleanups].toReversed()) {
        await cleanup().catch((error: unknown) => console.error(`while cleaning up: ${String(error)}`))
      }
    })()
    return this.#closing
  }
}

/** Signals the group that a child of ours leads; children that are gone are no fault. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // it has ended by itself
  }
}

function wrapper(): string[] {
  const dieWithUs = findProgram('setpriv') ? ['setpriv', '--pdeathsig', 'TERM'] : []
  const count = mayHave(WANTED_DESCRIPTORS) ? String(WANTED_DESCRIPTORS) : undefined
  const descriptors =
    count !== undefined && findProgram('prlimit') ? ['prlimit', `--nofile=${count}:${count}`] : []
  return [...dieWithUs, ...descriptors]
}

/** Whether a program of ours could be given so many descriptors. */
function mayHave(descriptors: number): boolean {
  return (
    spawnSync('prlimit', [`--nofile=${descriptors}:${descriptors}`, 'true'], { stdio: 'ignore' }).status === 0
  )
}
