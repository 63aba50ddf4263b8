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
  readonly #way: CopierOptions
  readonly #direction: 0 | 1
  readonly #hold: Hold<'peer' | 'tap'>
  /** Frames whose write has called back, and frames that the tap knows as taken. */
  #called = 0
  #known = 0

  constructor(way: CopierOptions) {
    this.#way = way
    this.#direction = directionCode(way.direction)
    this.#hold = new Hold(
      () => way.source.pause(),
      () => way.source.resume(),
    )
  }

  start(): void {
    const { source, sink } = this.#way
    source.on('data', this.#copy)
    sink.on('drain', this.#drained)
    source.resume()
  }

  /** What is read is handed on in the same breath. */
  whenPassed(then: () => void): void {
    then()
  }

  /** Bytes go on whether or not they could be recorded: the gap is in the record. */
  stop(): void {}

  readonly #copy = (chunk: Buffer): void => {
    const { sink, tap, clock, connection } = this.#way
    const read = clock.stamp()
    // The sink may be gone while its source still delivers: the bytes were read, so they are recorded.
    const room = sink.writable ? sink.write(chunk, this.#written) : true
    let taken = 0
    if (sink.writable && sink.writableLength === 0) {
      taken = clock.stamp()
      this.#known++
    }
    const tapRoom = tap.pushData(connection, this.#direction, chunk, read, taken)
    if (!room) this.#hold.take('peer')
    if (!tapRoom) {
      this.#hold.take('tap')
      tap.whenRoom(this.#tapDrained)
    }
  }

  /** Writes call back in order, one for each frame. */
  readonly #written = (error?: Error | null): void => {
    if (error) return
    this.#called++
    if (this.#called <= this.#known) return
    this.#known = this.#called
    const { tap, clock, connection } = this.#way
    tap.pushTaken(connection, this.#direction, clock.stamp())
  }

  readonly #drained = (): void => this.#hold.release('peer')
  readonly #tapDrained = (): void => this.#hold.release('tap')
}
