/** Runs tasks of the same key one after the other, those of different keys side by side. */
export class KeyedQueue<K> {
  readonly #tails = new Map<K, Promise<unknown>>()

  run<T>(key: K, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    // A task that failed has told its own caller; the next one runs all the same.
    const result = before.then(task, task)
    this.#tails.set(key, result)
    const done = () => {
      if (this.#tails.get(key) === result) this.#tails.delete(key)
    }
    result.then(done, done)
    return result
  }
}
