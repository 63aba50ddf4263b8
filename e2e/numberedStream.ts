import { connect, type Socket } from 'node:net'
import { fillRows } from '../server/test/kit/numberedRows.ts'
import { until } from '../server/test/kit/until.ts'

const BLOCK = 1024 * 1024
const TICK_MS = 10

/** A target's side: sends numbered rows at a steady pace, and ends. */
export class NumberedSender {
  readonly #socket: Socket
  readonly #rate: number
  sent = 0

  /** @param rate bytes a second at the most */
  constructor(socket: Socket, rate: number) {
    this.#socket = socket
    this.#rate = rate
  }

  /** Sends until so many bytes have gone in all. */
  async upTo(bytes: number): Promise<void> {
    const began = performance.now()
    const from = this.sent
    while (this.sent < bytes) {
      const allowed = from + ((performance.now() - began) / 1000) * this.#rate
      while (this.sent < Math.min(allowed, bytes)) {
        const block = Buffer.allocUnsafe(Math.min(BLOCK, bytes - this.sent))
        fillRows(block, this.sent)
        this.sent += block.length
        await new Promise<void>((resolve, reject) => {
          this.#socket.write(block, (error) => (error ? reject(error) : resolve()))
        })
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
  }
}

/** A client that counts what it gets and keeps nothing. */
export class Counter {
  readonly socket: Socket
  bytes = 0

  private constructor(port: number) {
    const take = (length: number): boolean => {
      this.bytes += length
      return true
    }
    const onread = { buffer: Buffer.alloc(BLOCK), callback: take }
    this.socket = connect({ port, host: '127.0.0.1', onread })
  }

  static async dial(port: number): Promise<Counter> {
    const counter = new Counter(port)
    await until('the connection', () => counter.socket.readyState === 'open')
    return counter
  }

  gets(bytes: number, withinMs: number): Promise<unknown> {
    return until(`${bytes} bytes`, () => this.bytes >= bytes, withinMs)
  }
}
