import type { SearchLine } from '@tcpscope/shared/api'
import { type SearchPort, type SearchRequest, TooManySearches } from '../core/searchPort.ts'
import { readPattern } from './pattern.ts'
import { RunningSearch } from './runningSearch.ts'
import { SearchThread } from './searchThread.ts'

export interface SearchesOptions {
  /** The folder of all sessions. */
  readonly root: string
  /** Searches, and so threads, at once. */
  readonly running?: number
  /** Searches that may wait beside them. */
  readonly waiting?: number
}

/** How long a thread is kept that has nothing to do, ms: who searches mostly searches again. */
const KEEP_MS = 10_000

/**
 * All searches of the process: a few run, each on a thread of its own, some wait their turn, more are refused.
 *
 *   request ─▶ pattern ─▶ queue ─▶ search ◀─steps─▶ thread (lowest priority, ended when it does not come back)
 */
export class Searches implements SearchPort {
  readonly #root: string
  readonly #mayRun: number
  readonly #mayWait: number
  readonly #running = new Set<RunningSearch>()
  #waiting: RunningSearch[] = []
  #idle: { thread: SearchThread; leave: NodeJS.Timeout }[] = []
  #closed = false

  constructor({ root, running = 2, waiting = 8 }: SearchesOptions) {
    this.#root = root
    this.#mayRun = running
    this.#mayWait = waiting
  }

  async search(request: SearchRequest): Promise<AsyncIterable<readonly SearchLine[]>> {
    const pattern = await readPattern(request.pattern)
    if (this.#closed || this.#running.size + this.#waiting.length >= this.#mayRun + this.#mayWait) {
      throw new TooManySearches('There are as many searches as there may be.')
    }
    const search = new RunningSearch(request, pattern, {
      onOver: () => this.#leave(search),
      ahead: () => this.#waiting.indexOf(search) + 1,
    })
    this.#waiting.push(search)
    this.#next()
    return search.batches()
  }

  /** Ends all searches and all threads. */
  async close(): Promise<void> {
    this.#closed = true
    for (const search of [...this.#waiting, ...this.#running]) search.stop('cancelled')
    const idle = this.#idle
    this.#idle = []
    for (const { leave } of idle) clearTimeout(leave)
    await Promise.all([
      ...idle.map(({ thread }) => thread.kill()),
      ...[...this.#running].map((search) => search.released),
    ])
  }

  #next(): void {
    while (this.#running.size < this.#mayRun) {
      const search = this.#waiting.shift()
      if (!search) return
      this.#running.add(search)
      search.start(this.#takeThread())
    }
  }

  /** A search is over: its thread is free, or was ended. */
  #leave(search: RunningSearch): void {
    this.#waiting = this.#waiting.filter((one) => one !== search)
    this.#running.delete(search)
    const { thread } = search
    if (thread && !thread.dead) this.#keep(thread)
    if (!this.#closed) this.#next()
  }

  #takeThread(): SearchThread {
    const kept = this.#idle.pop()
    if (!kept) return new SearchThread(this.#root)
    clearTimeout(kept.leave)
    return kept.thread.dead ? this.#takeThread() : kept.thread
  }

  #keep(thread: SearchThread): void {
    if (this.#closed) {
      void thread.kill()
      return
    }
    const leave = setTimeout(() => {
      this.#idle = this.#idle.filter((one) => one.thread !== thread)
      void thread.kill()
    }, KEEP_MS)
    leave.unref()
    this.#idle.push({ thread, leave })
  }
}
