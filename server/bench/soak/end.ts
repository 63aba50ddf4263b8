import type { Socket } from 'node:net'
import type { Direction } from '@tcpscope/shared/base'
import type { Flow } from './flow.ts'
import { HELLO, readHello, SLICE, Stream } from './stream.ts'

/** Longest that an end waits for anything, ms. */
const PATIENCE_MS = 60_000

/** One end of a talk: sends its stream, and holds every byte it gets against the stream of the other end. */
export class End {
  readonly socket: Socket
  readonly #sends: Direction
  readonly #flow: Flow
  readonly #onHello: ((talk: number) => void) | undefined
  readonly #waiting = new Set<() => void>()
  #out: Stream | null = null
  #expected: Stream | null = null
  #head = Buffer.alloc(0)
  /** Bytes handed to the socket, and bytes that came. */
  sent = 0
  received = 0
  /** The first thing that was not as sent; null: all is well. */
  wrong: string | null = null
  /** The other end has sent FIN. */
  ended = false
  /** It was a FIN for certain: where bytes were on their way, a reset can look the same. */
  endedForCertain = false
  closed = false
  /** The system's word for how it broke. */
  errorCode: string | null = null

  /**
   * @param talk its number; at the target it is not known before the client's first bytes are there
   * @param onHello called with the number then
   */
  constructor(
    socket: Socket,
    options: { sends: Direction; flow: Flow; talk?: number; onHello?: (talk: number) => void },
  ) {
    this.socket = socket
    this.#sends = options.sends
    this.#flow = options.flow
    this.#onHello = options.onHello
    if (options.talk !== undefined) this.#know(options.talk)
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('drain', () => this.#changed())
    // libuv reports a reset that arrives with the last bytes as an end; a write of no bytes tells the two apart.
    socket.on('end', () => {
      if (!socket.writable || socket.writableLength > 0) this.#end(false)
      else
        socket.write('', (error) => {
          if (!error) this.#end(true)
        })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.errorCode ??= error.code ?? error.message
    })
    socket.on('close', () => {
      this.closed = true
      this.#changed()
    })
  }

  #know(talk: number): void {
    this.#out = new Stream(talk, this.#sends)
    this.#expected = new Stream(talk, this.#sends === 'upstream' ? 'downstream' : 'upstream')
  }

  #take(bytes: Buffer): void {
    if (this.#expected) this.#check(bytes)
    else {
      this.#head = Buffer.concat([this.#head, bytes])
      if (this.#head.length < HELLO) return
      const talk = readHello(this.#head)
      if (talk === undefined) this.wrong ??= 'a beginning that no client sent'
      else {
        this.#know(talk)
        this.#check(this.#head)
        this.#onHello?.(talk)
      }
    }
    this.#changed()
  }

  #check(bytes: Buffer): void {
    this.wrong ??= this.#expected!.difference(this.received, bytes) ?? null
    this.received += bytes.length
  }

  #end(certain: boolean): void {
    this.ended = true
    this.endedForCertain ||= certain
    this.#changed()
  }

  #changed(): void {
    for (const look of this.#waiting) look()
  }

  /** Something outside has changed that somebody may wait for here. */
  poke(): void {
    this.#changed()
  }

  /** Waits until a condition on this end holds. @throws Error that names it when that takes too long */
  when(what: string, holds: () => boolean, withinMs = PATIENCE_MS): Promise<void> {
    if (holds()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
      }
      const look = (): void => {
        if (!holds()) return
        done()
        resolve()
      }
      const timer = setTimeout(() => {
        done()
        reject(new Error(`waited ${withinMs} ms in vain: ${what}; ${this.describe()}`))
      }, withinMs)
      this.#waiting.add(look)
    })
  }

  describe(): string {
    const state = [this.ended && 'ended', this.closed && 'closed', this.errorCode].filter(Boolean).join(', ')
    return `sent ${this.sent}, got ${this.received}${state ? `, ${state}` : ''}`
  }

  /** Sends so many bytes more of its stream; gives up silently when the socket breaks. */
  async send(count: number): Promise<void> {
    const { socket } = this
    for (let left = count; left > 0;) {
      const length = Math.min(left, SLICE)
      await this.#flow.take(length)
      if (!socket.writable) return
      const room = socket.write(this.#out!.bytes(this.sent, length))
      this.sent += length
      left -= length
      if (!room) await this.when('room to send', () => !socket.writableNeedDrain || this.closed)
    }
  }

  /** FIN: no more from here; the other direction lives. */
  finish(): void {
    this.socket.end()
  }

  reset(): void {
    this.socket.resetAndDestroy()
  }

  /** @throws Error when the socket closes before it has so many bytes in all */
  async gets(total: number): Promise<void> {
    await this.when(`${total} bytes`, () => this.received >= total || this.closed)
    if (this.received < total) throw new Error(`it closed before ${total} bytes; ${this.describe()}`)
  }

  /** @throws Error when the socket closes without a FIN */
  async getsEnd(): Promise<void> {
    await this.when('FIN', () => this.ended || this.closed)
    if (!this.ended) throw new Error(`it closed without FIN; ${this.describe()}`)
  }

  closes(): Promise<void> {
    return this.when('the socket to close', () => this.closed)
  }
}
