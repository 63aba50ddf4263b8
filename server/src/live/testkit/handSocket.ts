import type { ServerMessage } from '@tcpscope/shared/wire'
import type { TabSocket } from '../tabSocket.ts'

/** A tab's socket whose other end reads only when the test lets it. */
export class HandSocket implements TabSocket {
  readonly received: (string | Uint8Array)[] = []
  readonly #queue: (string | Uint8Array)[] = []
  #reading = true
  #waiting = 0
  /** The most that ever waited, bytes. */
  most = 0
  closedWith: number | undefined

  get bufferedAmount(): number {
    return this.#waiting
  }

  send(data: string | Uint8Array): void {
    if (this.closedWith !== undefined) return
    if (this.#reading) {
      this.received.push(data)
      return
    }
    this.#queue.push(data)
    this.#waiting += data.length
    this.most = Math.max(this.most, this.#waiting)
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  /** Takes the oldest message that waits. */
  readOne(): void {
    const data = this.#queue.shift()
    if (data === undefined) return
    this.#waiting -= data.length
    this.received.push(data)
  }

  pause(): void {
    this.#reading = false
  }

  resume(): void {
    this.#reading = true
    this.received.push(...this.#queue.splice(0))
    this.#waiting = 0
  }

  /** The text messages that came, oldest first. */
  texts(): ServerMessage[] {
    return this.received
      .filter((one) => typeof one === 'string')
      .map((one) => JSON.parse(one) as ServerMessage)
  }

  ofType<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.texts().filter((one) => one.type === type) as Extract<ServerMessage, { type: T }>[]
  }

  binaries(): Uint8Array[] {
    return this.received.filter((one) => typeof one !== 'string')
  }
}
