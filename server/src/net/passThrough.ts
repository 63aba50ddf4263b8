import type { Socket } from 'node:net'
import { type Direction, directionCode } from '@tcpscope/shared/base'
import type { StampClock } from '../core/clock.ts'
import { Hold } from '../core/hold.ts'
import { Lent } from './lent.ts'
import type { ReadBuffers } from './readBuffers.ts'
import type { Tap } from './tap.ts'

export interface Way {
  readonly direction: Direction
  readonly source: Socket
  readonly sink: Socket
  readonly tap: Tap
  readonly clock: StampClock
  /** Where the source's chunks come from. */
  readonly buffers: ReadBuffers
  /** The number under which the tap knows the connection. */
  readonly connection: number
}

/** What moves the bytes of one direction, and says so to the tap. */
export abstract class PassThrough {
  protected readonly way: Way
  /** The direction as the tap has it. */
  protected readonly code: 0 | 1
  /** Chunks that the sink has. */
  protected readonly lent: Lent
  protected readonly hold: Hold<'peer' | 'tap' | 'file'>

  constructor(way: Way) {
    this.way = way
    this.code = directionCode(way.direction)
    this.lent = new Lent(way.sink, way.buffers)
    this.hold = new Hold(
      () => way.source.pause(),
      () => way.source.resume(),
    )
  }

  /** Begins to read. Once only. */
  start(): void {
    const { source, sink } = this.way
    source.on('data', this.take)
    sink.on('drain', this.#drained)
    sink.once('close', this.#sinkGone)
    source.resume()
  }

  /** Calls back when everything read so far was handed to the sink: at once, or later. */
  abstract whenPassed(then: () => void): void

  /** Nothing more is handed on: the recorder could not take it. */
  abstract stop(): void

  /** One read of the source. The chunk has to be given back when it is done with. */
  protected abstract readonly take: (chunk: Buffer) => void

  /** The recorder lags: reads no more until there is room. */
  protected holdForTap(): void {
    this.hold.take('tap')
    this.way.tap.whenRoom(this.#tapDrained)
  }

  /** The peer's socket has taken the next frame. */
  protected sayTaken(): void {
    const { tap, clock, connection } = this.way
    tap.pushTaken(connection, this.code, clock.stamp())
  }

  readonly #drained = (): void => this.hold.release('peer')
  readonly #sinkGone = (): void => this.lent.gone()
  readonly #tapDrained = (): void => this.hold.release('tap')
}
