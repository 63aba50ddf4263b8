import type { Worker } from 'node:worker_threads'
import type { DumpBatch, DumpHelpers } from '../capture/dumps.ts'
import { startThread } from './thread.ts'
import type { DumpData } from './workerData.ts'

/** Batches in a thread's hands: one that it writes, and one for when it has. */
const EACH = 2

interface DumpThread {
  readonly worker: Worker
  /** Told in this order. */
  readonly waiting: ((written: boolean) => void)[]
  ready: boolean
}

/** Threads that write dumps for the hex logger; the first one starts when there is work for it, and they stay. */
export class DumpThreads implements DumpHelpers {
  readonly #most: number
  readonly #data: DumpData
  readonly #isWelcome: () => boolean
  readonly #threads: DumpThread[] = []

  /**
   * @param most how many there may be, 0 or more
   * @param isWelcome whether others can spare the processors now
   */
  constructor(most: number, data: DumpData, isWelcome: () => boolean) {
    this.#most = most
    this.#data = data
    this.#isWelcome = isWelcome
  }

  get free(): boolean {
    if (!this.#isWelcome()) return false
    if (this.#idlest) return true
    if (this.#threads.length < this.#most && this.#threads.every(({ ready }) => ready)) this.#start()
    return false
  }

  write(batch: DumpBatch, done: (written: boolean) => void): void {
    const thread = this.#idlest ?? this.#threads[0]
    if (!thread) return done(false)
    thread.waiting.push(done)
    thread.worker.postMessage(batch)
  }

  get #idlest(): DumpThread | undefined {
    let idlest: DumpThread | undefined
    for (const thread of this.#threads) {
      if (!thread.ready || thread.waiting.length >= EACH) continue
      if (!idlest || thread.waiting.length < idlest.waiting.length) idlest = thread
    }
    return idlest
  }

  #start(): void {
    const thread: DumpThread = { worker: startThread('dumpWorker', this.#data), waiting: [], ready: false }
    thread.worker.on('online', () => (thread.ready = true))
    thread.worker.on('message', (written: boolean) => thread.waiting.shift()?.(written))
    // A mistake of ours: the hex logger ends of it as well, and with it the program.
    thread.worker.on('error', (error) => {
      throw error
    })
    this.#threads.push(thread)
  }
}
