/** How many bytes a second all talks together may send, and how many at once after a quiet time. */
export class Flow {
  readonly #bytesPerMs: number
  readonly #burstMs: number
  /** The moment up to which what was sent has used up the rate. */
  #usedUntil = 0
  #free = false
  /** Bytes let through so far. */
  total = 0

  constructor(bytesPerSecond: number, burstBytes: number) {
    this.#bytesPerMs = bytesPerSecond / 1000
    this.#burstMs = burstBytes / this.#bytesPerMs
  }

  /** From now on nothing waits: what is left to send is to come to its end. */
  letGo(): void {
    this.#free = true
  }

  /** Resolves when it is time to send so many bytes. */
  async take(bytes: number): Promise<void> {
    this.total += bytes
    if (this.#free) return
    const now = performance.now()
    this.#usedUntil = Math.max(this.#usedUntil, now) + bytes / this.#bytesPerMs
    const wait = this.#usedUntil - now - this.#burstMs
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  }
}
