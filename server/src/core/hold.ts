/**
 * A counted reason not to read. Whoever cannot take more bytes takes a hold under its own name; reading goes on
 * only when every name has released. Taking twice under one name counts once.
 */
export class Hold<Reason extends string> {
  readonly #reasons = new Set<Reason>()
  readonly #onHeld: () => void
  readonly #onFree: () => void

  /** @param onHeld called with the first reason, @param onFree called when the last one is gone */
  constructor(onHeld: () => void, onFree: () => void) {
    this.#onHeld = onHeld
    this.#onFree = onFree
  }

  get held(): boolean {
    return this.#reasons.size > 0
  }

  take(reason: Reason): void {
    const first = this.#reasons.size === 0
    this.#reasons.add(reason)
    if (first) this.#onHeld()
  }

  release(reason: Reason): void {
    if (this.#reasons.delete(reason) && this.#reasons.size === 0) this.#onFree()
  }
}
