import type { Socket } from 'node:net'
import { type Direction, directionCode } from '@tcpscope/shared/base'
import type { StampClock } from '../core/clock.ts'
import { Hold } from '../core/hold.ts'
import type { Tap } from './tap.ts'

export interface CopierOptions {
  readonly direction: Direction
  readonly source: Socket
  readonly sink: Socket
  readonly tap: Tap
  readonly clock: StampClock
  /** The number under which the tap knows the connection. */
  readonly connection: number
}

/** What moves the bytes of one direction, and says so to the tap. */
export interface PassThrough {
  /** Begins to read. Once only. */
  start(): void
  /** Calls back when everything read so far was handed to the sink: at once, or later. */
  whenPassed(then: () => void): void
  /** Nothing more is handed on: the recorder could not take it. */
  stop(): void
}

/**
 * The pass-through of one direction.
 *
 *   source ─data─▶ copier ─write─▶ sink          held by 'peer' while the sink's buffer is over its mark,
 *                     ║ push                     held by 'tap' while the recorder lags
 *                     ▼
 *                    tap
 *
 * The peer's socket "took" a frame when the kernel has all of it: usually at once (then one tap record says it
 * all), else when the write's callback comes (then a second record follows).
 */
export class Copier implements PassThrough {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #tap: Tap
  readonly #clock: StampClock
  readonly #connection: number
  readonly #direction: 0 | 1
  readonly #hold: Hold<'peer' | 'tap'>
  /** Frames whose write has called back, and frames that the tap knows as taken. */
  #called = 0
  #known = 0

  constructor({ direction, source, sink, tap, clock, connection }: CopierOptions) {
    this.#source = source
    this.#sink = sink
    this.#tap = tap
    this.#clock = clock
    this.#connection = connection
    this.#direction = directionCode(direction)
    this.#hold = new Hold(
      () => source.pause(),
      () => source.resume(),
    )
  }

  start(): void {
    this.#source.on('data', this.#copy)
    this.#sink.on('drain', this.#drained)
    this.#source.resume()
  }

  /** What is read is handed on in the same breath. */
  whenPassed(then: () => void): void {
    then()
  }

  /** Bytes go on whether or not they could be recorded: the gap is in the record. */
  stop(): void {}

  readonly #copy = (chunk: Buffer): void => {
    const read = this.#clock.stamp()
    // The sink may be gone while its source still delivers: the bytes were read, so they are recorded.
    const room = this.#sink.writable ? this.#sink.write(chunk, this.#written) : true
    let taken = 0
    if (this.#sink.writable && this.#sink.writableLength === 0) {
      taken = this.#clock.stamp()
      this.#known++
    }
    const tapRoom = this.#tap.pushData(this.#connection, this.#direction, chunk, read, taken)
    if (!room) this.#hold.take('peer')
    if (!tapRoom) {
      this.#hold.take('tap')
      this.#tap.whenRoom(this.#tapDrained)
    }
  }

  /** Writes call back in order, one for each frame. */
  readonly #written = (error?: Error | null): void => {
    if (error) return
    this.#called++
    if (this.#called <= this.#known) return
    this.#known = this.#called
    this.#tap.pushTaken(this.#connection, this.#direction, this.#clock.stamp())
  }

  readonly #drained = (): void => this.#hold.release('peer')
  readonly #tapDrained = (): void => this.#hold.release('tap')
}
