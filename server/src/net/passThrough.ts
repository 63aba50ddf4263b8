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

/**
 * After so many bytes of one direction all others have their turn. Left alone, Node.js reads a socket up to 32 times
 * before it looks at the next one, and who sends little waits for who sends much.
 */
const TURN = 256 * 1024

/** What moves the bytes of one direction, and says so to the tap. */
export abstract class PassThrough {
  protected readonly way: Way
  /** The direction as the tap has it. */
  protected readonly code: 0 | 1
  /** Chunks that the sink has. */
  protected readonly lent: Lent
  /** Bytes read since others had their turn. */
  #turn = 0
  protected readonly hold: Hold<'peer' | 'tap' | 'file' | 'turn'>

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
    source.on('data', this.#read)
    sink.on('drain', this.#drained)
    source.resume()
  }

  /** Calls back when everything read so far was handed to the sink: at once, or later. */
  abstract whenPassed(then: () => void): void

  /** Nothing more is handed on: the recorder could not take it. */
  abstract stop(): void

  /** One read of the source. The chunk is to be given back when it is done with. */
  protected abstract take(chunk: Buffer): void

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

  readonly #read = (chunk: Buffer): void => {
    this.#turn += chunk.length
    this.take(chunk)
    if (this.#turn < TURN) return
    this.#turn = 0
    this.hold.take('turn')
    setImmediate(this.#nextTurn)
  }

  readonly #nextTurn = (): void => this.hold.release('turn')
  readonly #drained = (): void => this.hold.release('peer')
  readonly #tapDrained = (): void => this.hold.release('tap')
}
