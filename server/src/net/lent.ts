import type { Socket } from 'node:net'
import type { ReadBuffers } from './readBuffers.ts'

/** Chunks that one sink is busy with: given back when it has taken them. Those it never takes go with it. */
export class Lent {
  readonly #sink: Socket
  readonly #buffers: ReadBuffers
  /** In order, and the number of the write that each was. */
  readonly #chunks: { readonly chunk: Buffer; readonly write: number }[] = []
  #writes = 0
  #called = 0

  constructor(sink: Socket, buffers: ReadBuffers) {
    this.#sink = sink
    this.#buffers = buffers
  }

  /** This chunk was just written to the sink. */
  wrote(chunk: Buffer): void {
    this.#writes++
    if (this.#sink.writableLength === 0) this.#buffers.giveBack(chunk)
    else this.#chunks.push({ chunk, write: this.#writes })
  }

  /** A write has called back, and not with an error. They do so in order. @returns how many have */
  written(): number {
    this.#called++
    if (this.#chunks[0]?.write === this.#called) this.#buffers.giveBack(this.#chunks.shift()!.chunk)
    return this.#called
  }
}
