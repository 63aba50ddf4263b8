/** Ids that may wait for one tab to be told; beyond this many it is told to fetch the list again. */
export const MAX_DIRTY = 5_000

/** What is new of a list, newest state by id, bounded. */
export class Delta<Id extends string, Item> {
  /** Null: removed. */
  readonly #dirty = new Map<Id, Item | null>()
  #overflowed = false

  get isEmpty(): boolean {
    return this.#dirty.size === 0
  }

  upsert(id: Id, item: Item): void {
    this.#set(id, item)
  }

  remove(id: Id): void {
    this.#set(id, null)
  }

  /** Takes up to `limit` changes, oldest first. */
  take(limit: number): { upserts: Item[]; removed: Id[] } {
    const upserts: Item[] = []
    const removed: Id[] = []
    for (const [id, item] of this.#dirty) {
      if (upserts.length + removed.length >= limit) break
      if (item === null) removed.push(id)
      else upserts.push(item)
      this.#dirty.delete(id)
    }
    return { upserts, removed }
  }

  /** Whether changes were thrown away since the last call. */
  takeOverflow(): boolean {
    const overflowed = this.#overflowed
    this.#overflowed = false
    return overflowed
  }

  get hasOverflow(): boolean {
    return this.#overflowed
  }

  #set(id: Id, item: Item | null): void {
    if (!this.#dirty.has(id) && this.#dirty.size >= MAX_DIRTY) {
      // The tab will fetch everything: none of what waits is of use.
      this.#dirty.clear()
      this.#overflowed = true
    }
    // While an overflow stands nothing need be gathered: the fetch after it includes it all.
    if (!this.#overflowed) this.#dirty.set(id, item)
  }
}
