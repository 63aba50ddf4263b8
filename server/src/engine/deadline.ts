/** Does something once, by the earliest time that it was asked for; asked again after that, again. */
export class Deadline {
  readonly #act: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #atMs = Infinity

  constructor(act: () => void) {
    this.#act = act
  }

  /** To be done in `ms` at the latest. A deadline that comes sooner stays: who asks often puts nothing off. */
  within(ms: number): void {
    const atMs = performance.now() + ms
    if (atMs >= this.#atMs) return
    clearTimeout(this.#timer)
    this.#atMs = atMs
    this.#timer = setTimeout(() => {
      this.#atMs = Infinity
      this.#act()
    }, ms)
  }
}
