const NONE: readonly never[] = []

/**
 * A counted reason not to read. Whoever cannot take more bytes takes a hold under its own name; reading goes on
 * only when every name has released. Taking twice under one name counts once.
 */
export class Hold<Reason extends string> {
  /** A handful at most: a list is smaller and quicker than a set, and there are two of these a connection. */
  #reasons: readonly Reason[] = NONE
  readonly #onHeld: () => void
  readonly #onFree: () => void

  /** @param onHeld called with the first reason, @param onFree called when the last one is gone */
  constructor(onHeld: () => void, onFree: () => void) {
    this.#onHeld = onHeld
    this.#onFree = onFree
  }

  take(reason: Reason): void {
    if (this.#reasons.includes(reason)) return
    this.#reasons = [...this.#reasons, reason]
    if (this.#reasons.length === 1) this.#onHeld()
  }

  release(reason: Reason): void {
    if (!this.#reasons.includes(reason)) return
    this.#reasons = this.#reasons.filter((one) => one !== reason)
    if (this.#reasons.length === 0) this.#onFree()
  }
}
