/** After so long without a word from the other end it is asked for one, ms. */
export const SILENCE_MS = 20_000
/** What it may take to answer, and a new connection to say its first word, ms. */
export const ANSWER_MS = 20_000
/** A timer that comes so much too late says that this page was stopped, not the other end, ms. */
const LATE_MS = 5_000

/**
 * Finds out that a connection is dead which nobody closed: a laptop slept, a tunnel hangs, a router forgot it. The
 * browser would say so after a quarter of an hour, or never where the page sends nothing.
 */
export class Watchdog {
  readonly #ask: () => void
  readonly #onDead: () => void
  #heardAt = 0
  #asked = false
  #dueAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param ask sends what the other end answers @param onDead called once; `start` begins anew */
  constructor(ask: () => void, onDead: () => void) {
    this.#ask = ask
    this.#onDead = onDead
  }

  /** A new connection is being made: its first word is waited for. */
  start(): void {
    this.heard()
    this.#asked = true
    this.#wait(ANSWER_MS)
  }

  /** Something came, whatever it was. */
  heard(): void {
    this.#heardAt = performance.now()
    this.#asked = false
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    if (this.#asked && now < this.#dueAt + LATE_MS) return this.#onDead()
    const silent = now - this.#heardAt
    if (silent < SILENCE_MS) return this.#wait(SILENCE_MS - silent)
    this.#asked = true
    this.#wait(ANSWER_MS)
    this.#ask()
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    this.#dueAt = performance.now() + ms
    this.#timer = setTimeout(() => this.#look(), ms)
  }
}
