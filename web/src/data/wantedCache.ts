import { LRUCache } from 'lru-cache'
import { Changes } from './changes.ts'
import { isAbort } from './api.ts'

const MAX_FETCHES = 4

/**
 * Small things that a view shows, each fetched once it is in view: a few at a time, kept in an LRU, given up when they
 * have gone out of view before they came.
 */
export class WantedCache<Wish, Value extends object> {
  readonly #keyOf: (wish: Wish) => string
  readonly #source: (wish: Wish, signal: AbortSignal) => Promise<Value>
  readonly #known: LRUCache<string, { readonly value: Value | null }>
  readonly #fetches = new Map<string, AbortController>()
  #wanted: ReadonlyMap<string, Wish> = new Map()

  /** Told whenever `get` may answer something else. */
  readonly changes = new Changes()

  /**
   * @param keyOf wishes with the same key are the same
   * @param source fetches one; when it fails, that is remembered like a value
   * @param max values that are kept; more than a view wants at once
   */
  constructor(
    keyOf: (wish: Wish) => string,
    source: (wish: Wish, signal: AbortSignal) => Promise<Value>,
    max: number,
  ) {
    this.#keyOf = keyOf
    this.#source = source
    this.#known = new LRUCache({ max })
  }

  /** Undefined: not known yet; null: it cannot be had. */
  get(wish: Wish): Value | null | undefined {
    return this.#known.get(this.#keyOf(wish))?.value
  }

  /** Replaces what is wanted: in this order it is fetched. */
  want(wishes: readonly Wish[]): void {
    this.#wanted = new Map(wishes.map((wish) => [this.#keyOf(wish), wish]))
    for (const [key, fetching] of this.#fetches) {
      if (this.#wanted.has(key)) continue
      this.#fetches.delete(key)
      fetching.abort()
    }
    this.#schedule()
  }

  #schedule(): void {
    for (const [key, wish] of this.#wanted) {
      if (this.#fetches.size >= MAX_FETCHES) return
      if (!this.#fetches.has(key) && !this.#known.has(key)) void this.#fetch(key, wish)
    }
  }

  async #fetch(key: string, wish: Wish): Promise<void> {
    const fetching = new AbortController()
    this.#fetches.set(key, fetching)
    try {
      const value = await this.#source(wish, fetching.signal)
      if (fetching.signal.aborted) return
      this.#known.set(key, { value })
    } catch (error) {
      if (fetching.signal.aborted || isAbort(error)) return
      this.#known.set(key, { value: null })
    }
    this.#fetches.delete(key)
    this.changes.emit()
    this.#schedule()
  }
}
