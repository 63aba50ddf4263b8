import type { SessionId } from '@tcpscope/shared/base'
import type { StoredSession } from '../core/catalogPort.ts'

/**
 * How long changed rows are gathered before they are written, ms. A short connection has ended and its text is written
 * by then, so that its row is written once and not at each step; who asks for a list sees what waits, and after a crash
 * the capture files tell it.
 */
export const GATHER_MS = 1000
/** Writing happens on this thread: it rests this many times as long as the last write took. */
const REST_FACTOR = 4
/** A failing write is tried again after this long at first, doubled up to the second, ms. */
export const RETRY_MIN_MS = 200
export const RETRY_MAX_MS = 5_000

export interface WriterOptions {
  /** Writes all rows or none. */
  write(rows: readonly StoredSession[]): Promise<void>
  /** Told when writing begins to fail (a sentence's worth of error) and when it works again (null). */
  onTrouble(error: Error | null): void
  /** Milliseconds from any moment on. */
  now(): number
  /** Calls back once after `ms`; must not keep the process alive. Returns how to cancel. */
  schedule(callback: () => void, ms: number): () => void
}

/**
 * Gathers changed sessions, newest state by id, and writes them together:
 *
 *   save ─▶ waiting (by id) ─every second, or less often under load─▶ one transaction ─▶ saved
 *                ▲                              │ fails
 *                └────── unless newer ──────────┘
 *
 * A row that could not be written waits for the next try; nothing is thrown away.
 */
export class CatalogWriter {
  readonly #options: WriterOptions
  readonly #waiting = new Map<SessionId, StoredSession>()
  #writing: Promise<boolean> | undefined
  #cancelTimer: (() => void) | undefined
  #retryMs = 0
  #restMs = 0
  #trouble: unknown = null
  #onSaved: (rows: readonly StoredSession[]) => void = () => {}

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** Rows that are not written yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Why the newest write failed; null: it did not. */
  get trouble(): unknown {
    return this.#trouble
  }

  onSaved(receiver: (rows: readonly StoredSession[]) => void): void {
    this.#onSaved = receiver
  }

  save(row: StoredSession): void {
    this.#waiting.set(row.session.id, row)
    this.#arm()
  }

  /** Forgets a row; resolves, with what waited of it, when no write that contains it is under way. */
  async drop(id: SessionId): Promise<StoredSession | undefined> {
    while (this.#writing) await this.#writing
    const row = this.#waiting.get(id)
    this.#waiting.delete(id)
    return row
  }

  /** Rows that are to be written after all, but those of which a newer state waits. */
  putBack(rows: readonly StoredSession[]): void {
    for (const row of rows) {
      if (!this.#waiting.has(row.session.id)) this.#waiting.set(row.session.id, row)
    }
    if (this.#waiting.size > 0) this.#arm()
  }

  /** Writes everything that waits now. @returns false when it could not be written */
  async flush(): Promise<boolean> {
    // What is under way may hold older states of the rows; what came since needs a write of its own.
    while (this.#writing) await this.#writing
    if (this.#waiting.size === 0) return true
    this.#disarm()
    return await this.#write()
  }

  /** A last try; then stops. @returns false when rows stay unwritten */
  async close(): Promise<boolean> {
    const ok = await this.flush()
    this.#disarm()
    return ok
  }

  #arm(): void {
    if (this.#cancelTimer || this.#writing) return
    const ms = Math.max(GATHER_MS, this.#restMs, this.#retryMs)
    this.#cancelTimer = this.#options.schedule(() => {
      this.#cancelTimer = undefined
      void this.#write()
    }, ms)
  }

  #disarm(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #write(): Promise<boolean> {
    // Two callers at once (a flush and the timer, two flushes) share one write.
    this.#writing ??= this.#writeOnce().finally(() => {
      this.#writing = undefined
      if (this.#waiting.size > 0) this.#arm()
    })
    return this.#writing
  }

  async #writeOnce(): Promise<boolean> {
    const rows = [...this.#waiting.values()]
    this.#waiting.clear()
    const began = this.#options.now()
    try {
      await this.#options.write(rows)
      this.#restMs = (this.#options.now() - began) * REST_FACTOR
    } catch (error) {
      this.putBack(rows)
      this.#trouble = error
      if (this.#retryMs === 0)
        this.#options.onTrouble(error instanceof Error ? error : new Error(String(error)))
      this.#retryMs = Math.min(RETRY_MAX_MS, Math.max(RETRY_MIN_MS, this.#retryMs * 2))
      return false
    }
    if (this.#retryMs > 0) this.#options.onTrouble(null)
    this.#retryMs = 0
    this.#trouble = null
    this.#onSaved(rows)
    return true
  }
}
