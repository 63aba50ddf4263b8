import type { Socket } from 'node:net'
import { directionCode } from '@tcpscope/shared/base'
import type { StampClock } from '../core/clock.ts'
import { Hold } from '../core/hold.ts'
import type { CopierOptions, PassThrough } from './copier.ts'
import type { Tap } from './tap.ts'

/** Bytes of a direction that may wait for the recorder; its source is held from here on, until half of it is left. */
const WINDOW = 1024 * 1024

/**
 * The pass-through of one direction of a strict listener: no byte goes on before it is in its file.
 *
 *   source ─data─▶ tap ═▶ recorder ─"these are in the file"─▶ sink
 *
 * Held by 'file' while too much waits for the recorder, by 'tap' while the ring is full, by 'peer' while the sink
 * takes no more.
 */
export class StrictCopier implements PassThrough {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #tap: Tap
  readonly #clock: StampClock
  readonly #connection: number
  readonly #direction: 0 | 1
  readonly #hold: Hold<'file' | 'peer' | 'tap'>
  /** Bytes read and not forwarded yet. */
  #waiting = 0
  #stopped = false
  #passed: (() => void)[] = []

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
    this.#source.on('data', this.#take)
    this.#sink.on('drain', this.#drained)
    this.#source.resume()
  }

  /** What was read and waits is not forwarded any more: it could not be recorded. */
  stop(): void {
    this.#stopped = true
  }

  whenPassed(then: () => void): void {
    if (this.#waiting === 0) then()
    else this.#passed.push(then)
  }

  readonly #take = (chunk: Buffer): void => {
    this.#waiting += chunk.length
    if (this.#waiting >= WINDOW) this.#hold.take('file')
    const recorded = (): void => this.#forward(chunk)
    if (this.#tap.pushData(this.#connection, this.#direction, chunk, this.#clock.stamp(), 0, recorded)) return
    this.#hold.take('tap')
    this.#tap.whenRoom(this.#tapDrained)
  }

  #forward(chunk: Buffer): void {
    if (!this.#stopped && this.#sink.writable && !this.#sink.write(chunk, this.#written)) {
      this.#hold.take('peer')
    }
    this.#waiting -= chunk.length
    if (this.#waiting <= WINDOW / 2) this.#hold.release('file')
    if (this.#waiting === 0) for (const then of this.#passed.splice(0)) then()
  }

  readonly #written = (error?: Error | null): void => {
    if (!error) this.#tap.pushTaken(this.#connection, this.#direction, this.#clock.stamp())
  }

  readonly #drained = (): void => this.#hold.release('peer')
  readonly #tapDrained = (): void => this.#hold.release('tap')
}
