import { RECORD_SIZE } from '@tcpscope/shared/capture'

const NO_BYTES = new Uint8Array(0)
const FIRST_ROOM = 8 * RECORD_SIZE

/**
 * Records of a frame index that are not in the file yet. Takes no memory while there are none: ten thousand silent
 * sessions shall not keep a buffer each.
 */
export class WaitingRecords {
  #bytes = NO_BYTES
  #view = new DataView(NO_BYTES.buffer)
  #count = 0
  /** Bytes that were enough the last time. */
  #room = FIRST_ROOM

  get count(): number {
    return this.#count
  }

  /** What `add`'s and `at`'s positions point into; anew after each `add`. */
  get view(): DataView {
    return this.#view
  }

  /** All of them, as they go into the file. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#count * RECORD_SIZE)
  }

  /** Makes room for one more. @returns its byte position in `view` */
  add(): number {
    const at = this.#count * RECORD_SIZE
    if (at === this.#bytes.length) {
      if (at > 0) this.#room = at * 2
      const larger = new Uint8Array(this.#room)
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#count++
    return at
  }

  /** Moves a record to an earlier place. */
  move(from: number, to: number): void {
    if (from !== to) this.#bytes.copyWithin(to * RECORD_SIZE, from * RECORD_SIZE, (from + 1) * RECORD_SIZE)
  }

  /** Forgets those from `count` on. */
  cut(count: number): void {
    this.#count = count
  }

  /** The first ones are in the file. */
  written(count: number): void {
    this.#bytes.copyWithin(0, count * RECORD_SIZE, this.#count * RECORD_SIZE)
    this.#count -= count
    if (this.#count > 0) return
    // After a burst, step by step back to what is usual.
    this.#room = Math.max(FIRST_ROOM, this.#bytes.length / 2)
    this.#bytes = NO_BYTES
    this.#view = new DataView(NO_BYTES.buffer)
  }
}
