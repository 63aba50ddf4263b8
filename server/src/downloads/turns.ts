/** Lets so many in at once; the others wait in the order in which they came. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** @param atOnce 1 or more */
  constructor(atOnce: number) {
    this.#free = atOnce
  }

  /** Resolves with what the caller calls, once, when it is done. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return () => {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
