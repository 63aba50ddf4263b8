import type { ServerMessage } from '@tcpscope/shared/wire'
import type { TabSocket } from './tabSocket.ts'

/** Bytes that may wait for a tab before it counts as behind, and below which it has caught up. */
export const OUTBOX_HIGH = 1024 * 1024
export const OUTBOX_LOW = 256 * 1024
/** A tab with a full outbox that reads nothing for this long is given up, ms. */
export const STUCK_MS = 60_000

/** The close code for it: "try again later" (RFC 6455 registry). */
export const CLOSE_TOO_SLOW = 1013

/**
 * What waits for one tab. It never refuses: whoever sends asks `hasRoom` before, so that a tab that does not read
 * costs OUTBOX_HIGH and one message more, whatever happens elsewhere.
 */
export class Outbox {
  readonly #socket: TabSocket
  #behind = false
  #lowest = 0
  #movedAt = 0

  constructor(socket: TabSocket) {
    this.#socket = socket
  }

  /** False from above the high watermark on until below the low one. */
  get hasRoom(): boolean {
    const waiting = this.#socket.bufferedAmount
    if (waiting > OUTBOX_HIGH) this.#behind = true
    else if (waiting <= OUTBOX_LOW) this.#behind = false
    return !this.#behind
  }

  text(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message))
  }

  binary(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  /** To be asked now and then: has the tab read nothing for STUCK_MS although much waits? @param now ms */
  isStuck(now: number): boolean {
    const waiting = this.#socket.bufferedAmount
    if (this.hasRoom) {
      this.#movedAt = 0
      return false
    }
    if (this.#movedAt === 0 || waiting < this.#lowest) this.#movedAt = now
    this.#lowest = waiting
    return now - this.#movedAt >= STUCK_MS
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
}
