/**
 * Gives every event its own instant: whole nanoseconds since the engine started, strictly rising, so that the
 * stamps of one thread order its events without ties. Exact for 104 days of uptime (2^53 ns); after that
 * neighbours may tie, and the order of recording decides.
 */
export class StampClock {
  readonly #nowNs: () => number
  #last = 0

  /** @param nowNs a monotonic clock in nanoseconds since the engine's start, the same on all its threads */
  constructor(nowNs: () => number) {
    this.#nowNs = nowNs
  }

  stamp(): number {
    const now = Math.floor(this.#nowNs())
    this.#last = now > this.#last ? now : this.#last + 1
    return this.#last
  }
}
