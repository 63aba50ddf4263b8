import type { Timers } from '../timers.ts'

/** Time that passes when a test says so. */
export class HandClock implements Timers {
  #now = 1_000
  #timers: { at: number; callback: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  get waiting(): number {
    return this.#timers.length
  }

  /** Lets time pass, timer by timer, and everything settle that they set off. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const [next] = this.#timers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)
      if (!next) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
      await settle()
    }
    this.#now = until
    await settle()
  }
}

/** Lets promises that wait for nothing outside come to their end. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate)
}
