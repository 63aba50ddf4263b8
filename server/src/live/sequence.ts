/**
 * Numbers everything that is told to pages. A snapshot taken at `current` includes all events up to that number,
 * so a page drops events that are not newer than its snapshot.
 */
export class Sequence {
  #current = 0

  get current(): number {
    return this.#current
  }

  /** The number of a new event. */
  next(): number {
    return ++this.#current
  }
}
