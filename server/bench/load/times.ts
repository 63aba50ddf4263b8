/** Times of round trips in ms, without an object or a promise for each. */
export class Times {
  #values = new Float64Array(1 << 16)
  count = 0

  add(ms: number): void {
    if (this.count === this.#values.length) {
      const larger = new Float64Array(this.count * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.count++] = ms
  }

  /** Median and 99th percentile; NaN when there are none. */
  percentiles(): { p50: number; p99: number } {
    const sorted = this.#values.subarray(0, this.count).toSorted()
    const at = (share: number): number =>
      sorted[Math.min(this.count - 1, Math.floor(this.count * share))] ?? NaN
    return { p50: at(0.5), p99: at(0.99) }
  }
}
