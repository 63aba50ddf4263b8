/** Requests that are under way at most, for one cache: the browser has six connections for all of them. */
const MAX_FETCHES = 4

/** One view's interest. */
export interface WantReader<Key, Want> {
  /** Replaces what this view wants; fetches that no view wants any more end. */
  want(wants: ReadonlyMap<Key, Want>): void
  close(): void
}

/**
 * Begins to fetch what is wanted.
 * @returns undefined when there is nothing (more) to fetch; a promise that rejects with what went wrong
 */
export type BeginFetch<Key, Want> = (key: Key, want: Want, signal: AbortSignal) => Promise<void> | undefined

/**
 * Which of the things that views want are fetched, and when: a few at a time, none twice, none that nobody wants
 * any more, and none again that failed until somebody says so.
 *
 *     views ─want(keys)→ wanted ─begin(key)→ under way ─→ fetched: its cache knows it
 *                                                └─→ failed: an error by its key, until retry()
 */
export class WantedFetches<Key, Want> {
  readonly #begin: BeginFetch<Key, Want>
  readonly #settled: () => void
  readonly #wants = new Map<WantReader<Key, Want>, ReadonlyMap<Key, Want>>()
  readonly #underWay = new Map<Key, AbortController>()
  readonly #errors = new Map<Key, string>()

  /** @param settled called whenever a fetch has ended, well or not, unless it was given up */
  constructor(begin: BeginFetch<Key, Want>, settled: () => void) {
    this.#begin = begin
    this.#settled = settled
  }

  /** A new view. It must be closed. */
  open(): WantReader<Key, Want> {
    const reader: WantReader<Key, Want> = {
      want: (wants) => {
        this.#wants.set(reader, wants)
        this.#schedule()
      },
      close: () => {
        this.#wants.delete(reader)
        this.#schedule()
      },
    }
    return reader
  }

  /** All that is wanted now, by whichever view; a key may come more than once. */
  *wanted(): Iterable<Key> {
    for (const wants of this.#wants.values()) yield* wants.keys()
  }

  /** Why something that is wanted could not be fetched, as a sentence; null when all is well. */
  get error(): string | null {
    return this.#errors.values().next().value ?? null
  }

  errorOf(key: Key): string | null {
    return this.#errors.get(key) ?? null
  }

  /** Tries again what failed. @returns whether anything had */
  retry(): boolean {
    const failed = this.#errors.size > 0
    this.#errors.clear()
    this.#schedule()
    return failed
  }

  #schedule(): void {
    const wanted = new Map<Key, Want>()
    for (const wants of this.#wants.values()) for (const [key, want] of wants) wanted.set(key, want)
    for (const [key, controller] of this.#underWay) {
      if (wanted.has(key)) continue
      this.#underWay.delete(key)
      controller.abort()
    }
    // What is wanted again later is tried again.
    for (const key of this.#errors.keys()) if (!wanted.has(key)) this.#errors.delete(key)
    for (const [key, want] of wanted) {
      if (this.#underWay.size >= MAX_FETCHES) return
      if (!this.#underWay.has(key) && !this.#errors.has(key)) this.#fetch(key, want)
    }
  }

  #fetch(key: Key, want: Want): void {
    const controller = new AbortController()
    const fetched = this.#begin(key, want, controller.signal)
    if (!fetched) return
    this.#underWay.set(key, controller)
    const end = (error: string | null) => {
      if (controller.signal.aborted) return
      this.#underWay.delete(key)
      if (error !== null) this.#errors.set(key, error)
      this.#settled()
      this.#schedule()
    }
    fetched.then(
      () => end(null),
      (error: unknown) => end(error instanceof Error ? error.message : 'It failed without saying why.'),
    )
  }
}
