import type { SessionFacts } from '@tcpscope/shared/capture'
import type { DumpHelpers, DumpJob } from './dumps.ts'

/** Helpers get so many bytes of frames at a time: a few milliseconds of work. */
const BATCH_BYTES = 512 * 1024

/** What helpers have in hand of one session's text: gathers dumps into batches, and keeps account of them. */
export class HandedOut {
  readonly #helpers: DumpHelpers
  readonly #session: SessionFacts
  readonly #onSettled: () => void
  #jobs: DumpJob[] = []
  #bytes = 0
  /** The first record whose text waits for the gathered jobs. */
  #from = 0
  /** The same of the batches that are out, in order. */
  readonly #out = new Set<{ readonly from: number }>()
  #failed = false

  /** @param onSettled called whenever a batch comes back */
  constructor(helpers: DumpHelpers, session: SessionFacts, onSettled: () => void) {
    this.#helpers = helpers
    this.#session = session
    this.#onSettled = onSettled
  }

  /**
   * Hands a job out, if somebody has time for it.
   * @param from the first record that has text in it
   */
  offer(job: DumpJob, from: number): boolean {
    if (this.#jobs.length === 0) {
      if (!this.#helpers.free) return false
      this.#from = from
    }
    // What it is made of is overwritten by the next piece of text.
    this.#jobs.push({ ...job, head: job.head.slice() })
    this.#bytes += job.length
    if (this.#bytes >= BATCH_BYTES) this.send()
    return true
  }

  /** Sends what is gathered. */
  send(): void {
    if (this.#jobs.length === 0) return
    const batch = { from: this.#from }
    this.#out.add(batch)
    const jobs = this.#jobs
    this.#jobs = []
    this.#bytes = 0
    this.#helpers.write({ session: this.#session, jobs }, (written) => {
      this.#out.delete(batch)
      if (!written) this.#failed = true
      this.#onSettled()
    })
  }

  /** Whether something is not in the file yet. */
  get isOpen(): boolean {
    return this.#jobs.length + this.#out.size > 0
  }

  /** The first record whose text may not be in the file; Infinity: nothing is open. */
  get from(): number {
    for (const { from } of this.#out) return from
    return this.#jobs.length > 0 ? this.#from : Infinity
  }

  /** Whether a batch could not be written. */
  get failed(): boolean {
    return this.#failed
  }
}
