import type { ChildProcess } from 'node:child_process'
import type { House, Running } from '../base/house.ts'
import { within } from '../../test/kit/until.ts'
import type { FromLoad, Job, Outcome, ToLoad } from './jobs.ts'

/** What a job may take beyond what it says itself, ms. */
const PATIENCE_MS = 60_000
/** The slowest that bulk may be before it is given up, bytes a second. */
const SLOWEST = 5_000_000

type Process = Awaited<ReturnType<House['script']>>

/** The load process, from outside. */
export class Load {
  readonly #house: House
  #process: Process
  #nextId = 1

  private constructor(house: House, process: Process) {
    this.#house = house
    this.#process = process
  }

  static async start(house: House): Promise<Load> {
    return new Load(house, await startProcess(house))
  }

  /**
   * Does a job; several at once share the process.
   * @param onHeld of a hold job: all its connections are there
   * @throws Error when it does not end in time, or could not begin; then the process is a new one
   */
  async run(job: Job, onHeld: () => void = () => {}): Promise<Outcome> {
    const process = this.#process
    try {
      return await within(
        `a ${job.kind} job to end`,
        ask(process.child, this.#nextId++, job, onHeld),
        longest(job),
      )
    } catch (error) {
      if (!(error instanceof JobError) && this.#process === process) {
        await process.stop()
        this.#process = await startProcess(this.#house)
      }
      throw error
    }
  }

  stop(): Promise<void> {
    return this.#process.stop()
  }
}

/** The job could not be done; the process is well. */
class JobError extends Error {}

function ask(child: ChildProcess, id: number, job: Job, onHeld: () => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      child.off('message', listen).off('exit', ended)
      action()
    }
    const listen = (message: FromLoad): void => {
      if (message.id !== id) return
      if ('held' in message) onHeld()
      else if ('outcome' in message) settle(() => resolve(message.outcome))
      else settle(() => reject(new JobError(message.failure)))
    }
    const ended = (): void => settle(() => reject(new Error('the load process ended')))
    child.on('message', listen).once('exit', ended)
    child.send({ id, job } satisfies ToLoad)
  })
}

function startProcess(house: House): Promise<Process> {
  return house.script(new URL('loadProcess.ts', import.meta.url))
}

function longest(job: Job): number {
  switch (job.kind) {
    case 'bulk':
      return PATIENCE_MS + (2000 * job.streams * job.bytes) / (job.readRate ?? job.sendRate ?? SLOWEST)
    case 'ping':
    case 'short':
      return PATIENCE_MS + job.seconds * 1000
    case 'hold':
      return PATIENCE_MS + (job.rampSeconds + job.holdSeconds) * 1000
  }
}

export interface Target extends Running {
  readonly port: number
}

/** What the load talks to. */
export async function startTarget(house: House): Promise<Target> {
  const target = await house.script(new URL('targetProcess.ts', import.meta.url))
  return Object.assign(target, { port: target.first as number })
}
