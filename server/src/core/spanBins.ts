/** Sessions that began and ended in the same columns of a stretch of time. */
export interface SpanGroup {
  /** The column they began in; -1: before the stretch. */
  readonly first: number
  /** The column they ended in; the number of columns: they reach beyond the stretch; -1: it is still to come. */
  readonly last: number
  readonly sessions: number
  /** Those of them that ended otherwise than in order. */
  readonly broken: number
  readonly upstreamBytes: number
  readonly downstreamBytes: number
}

/** A stretch of time `[from, to)`, ms since 1970, in `bins` columns. */
export interface SpanWindow {
  readonly from: number
  readonly to: number
  readonly bins: number
}

/** The column of a moment: -1 before the stretch, `bins` behind it. */
export function binOf({ from, to, bins }: SpanWindow, atMs: number): number {
  if (atMs < from) return -1
  if (atMs >= to) return bins
  return Math.floor(((atMs - from) * bins) / (to - from))
}

/** Adds groups up to a number a column. */
export class SpanBins {
  readonly #began: number[]
  readonly #broken: number[]
  readonly #upstreamBytes: number[]
  readonly #downstreamBytes: number[]
  /** How many more are alive in a column than in the one before. */
  readonly #steps: number[]
  #total = 0

  constructor(bins: number) {
    const zeros = () => Array.from({ length: bins }, () => 0)
    this.#began = zeros()
    this.#broken = zeros()
    this.#upstreamBytes = zeros()
    this.#downstreamBytes = zeros()
    this.#steps = [...zeros(), 0]
  }

  add({ first, last, sessions, broken, upstreamBytes, downstreamBytes }: SpanGroup): void {
    const bins = this.#began.length
    this.#total += sessions
    this.#steps[Math.max(0, first)]! += sessions
    this.#steps[Math.min(bins - 1, last) + 1]! -= sessions
    if (last >= 0 && last < bins) this.#broken[last]! += broken
    if (first < 0) return
    this.#began[first]! += sessions
    this.#upstreamBytes[first]! += upstreamBytes
    this.#downstreamBytes[first]! += downstreamBytes
  }

  get total(): number {
    return this.#total
  }

  counts() {
    let alive = 0
    return {
      alive: this.#began.map((_, i) => (alive += this.#steps[i]!)),
      began: this.#began,
      broken: this.#broken,
      upstreamBytes: this.#upstreamBytes,
      downstreamBytes: this.#downstreamBytes,
    }
  }
}
