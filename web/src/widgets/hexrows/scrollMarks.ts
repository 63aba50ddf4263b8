/** Height of a mark in a scrollbar, px: marks nearer than that are drawn as one. */
export const MARK_PX = 2
const MARK_WIDTH = 6

/** Marks along a scrollbar, binned: however many there are, what is drawn stays smaller than the bar is high. */
export class ScrollBins {
  readonly #bins: Uint8Array

  /** @param heightPx of the scrollbar's track */
  constructor(heightPx: number) {
    this.#bins = new Uint8Array(Math.max(0, Math.ceil(heightPx / MARK_PX)))
  }

  /** @param share 0 (the upper end) to 1; others are left out */
  add(share: number): void {
    const { length } = this.#bins
    if (share >= 0 && share <= 1) this.#bins[Math.min(length - 1, Math.floor(share * length))] = 1
  }

  /** An SVG path in px: a bar for each run of bins; empty without marks. */
  path(): string {
    let path = ''
    for (let from = this.#bins.indexOf(1); from !== -1;) {
      const gap = this.#bins.indexOf(0, from)
      const to = gap === -1 ? this.#bins.length : gap
      path += `M0 ${from * MARK_PX}h${MARK_WIDTH}v${(to - from) * MARK_PX}h${-MARK_WIDTH}z`
      from = this.#bins.indexOf(1, to)
    }
    return path
  }
}
