import type { Dispose } from '../base/emitter.ts'

/** Above this the inbox is emptied at once: a hidden tab gets no animation frames. */
const MAX_MESSAGES = 512
const MAX_BYTES = 4 * 1024 * 1024
/** How long a message may wait when no animation frame comes, ms. */
const HIDDEN_DRAIN_MS = 250

/** Calls back once, soon; the answer takes the call back. */
export type Schedule = (callback: () => void) => Dispose

/**
 * What arrives between two animation frames, in order; given on in one go, so that a page draws once a frame
 * however many messages come. Bounded: what does not fit is given on at once, never dropped.
 */
export class Inbox<T> {
  readonly #receive: (message: T) => void
  readonly #schedule: Schedule
  #messages: T[] = []
  #bytes = 0
  #cancel: Dispose | null = null

  constructor(receive: (message: T) => void, schedule: Schedule = scheduleTick) {
    this.#receive = receive
    this.#schedule = schedule
  }

  /** @param size bytes the message holds */
  push(message: T, size: number): void {
    this.#messages.push(message)
    this.#bytes += size
    if (this.#messages.length >= MAX_MESSAGES || this.#bytes >= MAX_BYTES) this.drain()
    else this.#cancel ??= this.#schedule(() => this.drain())
  }

  drain(): void {
    this.#cancel?.()
    this.#cancel = null
    const messages = this.#messages
    this.#messages = []
    this.#bytes = 0
    for (const message of messages) this.#receive(message)
  }

  /** Forgets what waits. */
  clear(): void {
    this.#messages = []
    this.drain()
  }
}

/** The next animation frame, or a timer where none comes. */
function scheduleTick(callback: () => void): Dispose {
  const frame = requestAnimationFrame(callback)
  const timer = setTimeout(callback, HIDDEN_DRAIN_MS)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
