import type { TileList } from '@tcpscope/shared/api'

/** How often the tiles of one view are sent at most, ms. */
export const LANES_EVERY_MS = 250

/** A part of the timeline: tiles first..last of a level. */
export interface LaneRange {
  readonly level: number
  readonly first: number
  readonly last: number
}

/** Decides when the tiles of the part of the timeline that a tab looks at are due. */
export class LanesView {
  #range: LaneRange | null = null
  #due = false
  #sentAt = -Infinity
  #settled = false

  get range(): LaneRange | null {
    return this.#range
  }

  /** Another part comes into view (null: none): its tiles are due at once. */
  set(range: LaneRange | null): void {
    this.#range = range
    this.#due = range !== null
    this.#settled = false
    this.#sentAt = -Infinity
  }

  /** The session grew or changed. */
  changed(): void {
    if (this.#range !== null && !this.#settled) this.#due = true
  }

  get pending(): boolean {
    return this.#due
  }

  isDue(now: number): boolean {
    return this.#due && now - this.#sentAt >= LANES_EVERY_MS
  }

  /** The tiles are being read: what changes from here on makes them due again. */
  began(now: number): void {
    this.#due = false
    this.#sentAt = now
  }

  /** Tiles in which nothing can change any more need not be read again. */
  sent(range: LaneRange, list: TileList): void {
    if (range !== this.#range) return
    const wanted = range.last - range.first + 1
    this.#settled = list.tiles.length === wanted && list.tiles.every((tile) => tile.settled)
  }
}
