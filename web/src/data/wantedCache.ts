import { LRUCache } from 'lru-cache'
import { Changes } from './changes.ts'
import { WantedFetches, type WantReader } from './wantedFetches.ts'

/**
 * Small things that one view shows, each fetched once it is in view and kept in an LRU; given up when it has gone out
 * of view before it came.
 */
export class WantedCache<Wish, Value extends object> {
  readonly #keyOf: (wish: Wish) => string
  readonly #known: LRUCache<string, Value>
  readonly #fetches: WantedFetches<string, Wish>
  readonly #reader: WantReader<string, Wish>

  /** Told whenever `get` may answer something else. */
  readonly changes = new Changes()

  /**
   * @param keyOf wishes with the same key are the same
   * @param source fetches one
   * @param max values that are kept: more than the view wants at once
   */
  constructor(
    keyOf: (wish: Wish) => string,
    source: (wish: Wish, signal: AbortSignal) => Promise<Value>,
    max: number,
  ) {
    this.#keyOf = keyOf
    this.#known = new LRUCache({ max })
    const fetchOne = async (key: string, wish: Wish, signal: AbortSignal) => {
      const value = await source(wish, signal)
      if (!signal.aborted) this.#known.set(key, value)
    }
    this.#fetches = new WantedFetches<string, Wish>(
      (key, wish, signal) => (this.#known.has(key) ? undefined : fetchOne(key, wish, signal)),
      () => this.changes.emit(),
    )
    this.#reader = this.#fetches.open()
  }

  /** Undefined: not known yet; null: it cannot be had. */
  get(wish: Wish): Value | null | undefined {
    const key = this.#keyOf(wish)
    return this.#known.get(key) ?? (this.#fetches.errorOf(key) === null ? undefined : null)
  }

  /** Replaces what is wanted: in this order it is fetched. */
  want(wishes: readonly Wish[]): void {
    this.#reader.want(new Map(wishes.map((wish) => [this.#keyOf(wish), wish])))
  }
}
