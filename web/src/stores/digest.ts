import type { Dispose } from '../base/emitter.ts'

/** How long the first of many is waited with, and how often the sum is told anew at most, ms. */
const GATHER_MS = 300
const REST_MS = 2000

/**
 * Many things in one sentence: the first is told soon, with whatever came meanwhile, and the sum again at most
 * every two seconds, until it was read (`forget`).
 */
export class Digest<T> {
  readonly #tell: (count: number, newest: T) => void
  #count = 0
  #newest: T | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #untold = false

  constructor(tell: (count: number, newest: T) => void) {
    this.#tell = tell
  }

  add(things: readonly T[]): void {
    const newest = things.at(-1)
    if (newest === undefined) return
    this.#count += things.length
    this.#newest = newest
    this.#untold = true
    this.#timer ??= setTimeout(this.#flush, GATHER_MS)
  }

  /** It was read: the next one is counted from one again. */
  forget(): void {
    this.#count = 0
    this.#untold = false
  }

  readonly dispose: Dispose = () => clearTimeout(this.#timer)

  readonly #flush = (): void => {
    this.#timer = undefined
    if (!this.#untold || this.#newest === null) return
    this.#untold = false
    this.#timer = setTimeout(this.#flush, REST_MS)
    this.#tell(this.#count, this.#newest)
  }
}
