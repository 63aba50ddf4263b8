const SLOT_MS = 100
const SLOTS = 10

/** Adds up amounts and tells how much came in over the last second, in slots of 100 ms. */
export class RateMeter {
  readonly #slots = new Float64Array(SLOTS)
  /** Number of the newest slot that is in the ring. */
  #newest = -Infinity

  /** @param now milliseconds; never goes back */
  add(now: number, amount: number): void {
    const slot = this.#advance(now)
    this.#slots[slot % SLOTS] = (this.#slots[slot % SLOTS] ?? 0) + amount
  }

  /** Amount a second, over the last second. */
  rate(now: number): number {
    this.#advance(now)
    return this.#slots.reduce((sum, amount) => sum + amount, 0)
  }

  #advance(now: number): number {
    const slot = Math.floor(now / SLOT_MS)
    if (slot - this.#newest >= SLOTS) this.#slots.fill(0)
    else for (let n = this.#newest + 1; n <= slot; n++) this.#slots[n % SLOTS] = 0
    this.#newest = Math.max(this.#newest, slot)
    return this.#newest
  }
}
