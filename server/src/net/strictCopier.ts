import { directionCode } from '@tcpscope/shared/base'
import { Hold } from '../core/hold.ts'
import type { CopierOptions, PassThrough } from './copier.ts'

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
  readonly #way: CopierOptions
  readonly #direction: 0 | 1
  readonly #hold: Hold<'file' | 'peer' | 'tap'>
  /** Bytes read and not forwarded yet. */
  #waiting = 0
  #stopped = false
  #passed: (() => void)[] = []

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
    source.on('data', this.#take)
    sink.on('drain', this.#drained)
    source.resume()
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
    const { tap, clock, connection } = this.#way
    this.#waiting += chunk.length
    if (this.#waiting >= WINDOW) this.#hold.take('file')
    const recorded = (): void => this.#forward(chunk)
    if (tap.pushData(connection, this.#direction, chunk, clock.stamp(), 0, recorded)) return
    this.#hold.take('tap')
    tap.whenRoom(this.#tapDrained)
  }

  #forward(chunk: Buffer): void {
    const { sink } = this.#way
    if (!this.#stopped && sink.writable && !sink.write(chunk, this.#written)) this.#hold.take('peer')
    this.#waiting -= chunk.length
    if (this.#waiting <= WINDOW / 2) this.#hold.release('file')
    if (this.#waiting === 0) for (const then of this.#passed.splice(0)) then()
  }

  readonly #written = (error?: Error | null): void => {
    const { tap, clock, connection } = this.#way
    if (!error) tap.pushTaken(connection, this.#direction, clock.stamp())
  }

  readonly #drained = (): void => this.#hold.release('peer')
  readonly #tapDrained = (): void => this.#hold.release('tap')
}
