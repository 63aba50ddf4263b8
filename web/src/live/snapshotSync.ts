import { isAbort } from '../data/api.ts'

export interface SnapshotSyncOptions<Snapshot extends { asOf: number }, Event extends { seq: number }> {
  fetch(signal: AbortSignal): Promise<Snapshot>
  /** The list as it is now, in place of whatever was known. */
  begin(snapshot: Snapshot): void
  /** Something newer than all that came before. */
  apply(event: Event): void
  failed(error: unknown): void
}

/** Events kept while a snapshot is under way; when more come, that snapshot is too old to be worth it. */
const MAX_BUFFERED = 2000

/**
 * A list that is fetched once and then kept new by events. Events that come while the snapshot is under way
 * wait for it; those that the snapshot includes (seq <= asOf) are dropped.
 */
export class SnapshotSync<Snapshot extends { asOf: number }, Event extends { seq: number }> {
  readonly #options: SnapshotSyncOptions<Snapshot, Event>
  #asOf = -1
  #ready = false
  #buffer: Event[] = []
  #request: AbortController | null = null

  constructor(options: SnapshotSyncOptions<Snapshot, Event>) {
    this.#options = options
  }

  /** Fetches anew; an answer that is still under way counts no more. */
  async reload(): Promise<void> {
    this.#request?.abort()
    const request = new AbortController()
    this.#request = request
    this.#ready = false
    this.#buffer = []
    try {
      const snapshot = await this.#options.fetch(request.signal)
      if (request.signal.aborted) return
      this.#asOf = snapshot.asOf
      this.#ready = true
      this.#options.begin(snapshot)
      const waiting = this.#buffer
      this.#buffer = []
      for (const event of waiting) this.push(event)
    } catch (error) {
      if (!request.signal.aborted && !isAbort(error)) this.#options.failed(error)
    }
  }

  push(event: Event): void {
    if (!this.#ready) {
      this.#buffer.push(event)
      if (this.#buffer.length > MAX_BUFFERED) void this.reload()
    } else if (event.seq > this.#asOf) {
      this.#asOf = event.seq
      this.#options.apply(event)
    }
  }
}
