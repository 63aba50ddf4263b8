/**
 * Answers to requests that change things, beside a socket that tells of the same things. An answer is shown at once,
 * unless the socket has told of its thing since it was asked for: that may be newer (somebody else's change, a
 * deletion), and in any case the socket tells of this change, too.
 */
export class LateAnswers<Id> {
  /** Of each request that is under way, what was told since; null: everything was. */
  readonly #told = new Set<{ ids: Set<Id> | null }>()

  /** The socket has told of these. */
  tell(ids: Iterable<Id>): void {
    for (const id of ids) for (const since of this.#told) since.ids?.add(id)
  }

  /** A list of all things there are was fetched. */
  tellAll(): void {
    for (const since of this.#told) since.ids = null
  }

  /**
   * Sends a request.
   * @param show its answer still counts
   * @returns the answer, whether it was shown or not
   * @throws what the request throws
   */
  async ask<T extends { readonly id: Id }>(request: () => Promise<T>, show: (answer: T) => void): Promise<T> {
    const since: { ids: Set<Id> | null } = { ids: new Set() }
    this.#told.add(since)
    try {
      const answer = await request()
      if (since.ids?.has(answer.id) === false) show(answer)
      return answer
    } finally {
      this.#told.delete(since)
    }
  }
}
