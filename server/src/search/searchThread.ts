import type { Worker } from 'node:worker_threads'
import type { SearchTarget } from '../core/searchPort.ts'
import { Caller } from '../threads/rpc.ts'
import { startBeside } from '../threads/startBeside.ts'
import type { Pattern } from './pattern.ts'
import type { SearchData, StepNews } from './searchWorker.ts'

/** A thread holds one window and the matches of one step: more than this is a mistake or a hostile expression. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 }

/** One searching thread as seen from outside. It does one thing at a time, and can be ended while it does. */
export class SearchThread {
  readonly #worker: Worker
  readonly #caller: Caller<never>
  #doing: Promise<unknown> | null = null
  #dead = false

  /** @param root the folder of all sessions */
  constructor(root: string) {
    const workerData: SearchData = { root }
    this.#worker = startBeside(import.meta.url, 'searchWorker', { workerData, resourceLimits })
    // Whoever waits for an answer is told of its death; nobody else need know.
    this.#caller = new Caller<never>(
      this.#worker,
      () => {},
      () => (this.#dead = true),
    )
    // It holds nothing that must be finished before the process may end.
    this.#worker.unref()
  }

  get dead(): boolean {
    return this.#dead
  }

  /**
   * @param perSession matches after which the next session is searched
   * @throws Error when the thread dies
   */
  async begin(pattern: Pattern, perSession: number): Promise<void> {
    await this.#do('begin', pattern, perSession)
  }

  /** See the worker's method. @throws Error when the thread dies */
  async step(more: readonly SearchTarget[], budgetMs: number, most: number): Promise<StepNews> {
    return (await this.#do('step', more, budgetMs, most)) as StepNews
  }

  /**
   * Ends the search that is on: what it does may take `patienceMs`; if it takes longer, the thread is ended.
   * @returns whether the thread can be used again
   */
  async end(patienceMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), patienceMs)
    })
    const finished = (async () => {
      await this.#doing?.catch(() => {})
      await this.#do('end')
    })()
    const outcome = await Promise.race([finished.catch(() => 'late'), late])
    clearTimeout(timer)
    if (outcome === 'late') await this.kill()
    return !this.#dead
  }

  /** Ends the thread, whatever it does; its files are closed with it. */
  async kill(): Promise<void> {
    this.#dead = true
    await this.#worker.terminate()
  }

  #do(method: string, ...args: unknown[]): Promise<unknown> {
    const doing = this.#caller.call(method, ...args)
    this.#doing = doing
    return doing
  }
}
