import type { DumpBatch, DumpHelpers } from '../dumps.ts'
import { DumpWriter } from '../dumpWriter.ts'

/** Helpers who write when they are told to, in any order. */
export class Workshop implements DumpHelpers {
  readonly #writer: DumpWriter
  readonly #most: number
  readonly waiting: { batch: DumpBatch; done: (written: boolean) => void }[] = []
  batches = 0

  /**
   * @param root the folder of all sessions
   * @param most batches that may wait at once
   */
  constructor(root: string, most: number) {
    this.#writer = new DumpWriter(root)
    this.#most = most
  }

  get free(): boolean {
    return this.waiting.length < this.#most
  }

  write(batch: DumpBatch, done: (written: boolean) => void): void {
    this.waiting.push({ batch, done })
    this.batches++
  }

  /** Writes one of the batches that wait, or fails to. */
  work(which: number, fails = false): void {
    const [one] = this.waiting.splice(which % this.waiting.length, 1)
    // What goes to a thread is cloned.
    one!.done(!fails && this.#writer.write(structuredClone(one!.batch)))
  }
}
