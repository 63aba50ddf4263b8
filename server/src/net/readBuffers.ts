/** Bytes of one read, at most: of bulk, a quarter as many reads, frames and wake-ups as with Node's own 64 KiB. */
const READ_BYTES = 256 * 1024
/** Smaller chunks come from Node's own pool. */
const SMALL = 4096
/** Large chunks that may be on their way at once, in memory that is used again. */
const SLOTS = 32
/**
 * From the landing to a slot it is a number of pages and a half. On processors of AMD's Zen 3 a copy to where the address
 * within the page is 1 to 31 bytes higher than at its source has a fifth of the speed; buffers that the system's
 * allocator has put side by side are 16 apart.
 */
const PAGE = 4096
const STRIDE = READ_BYTES + PAGE
const SHIFT = PAGE / 2

/**
 * Memory for what is read, of one thread. By itself Node.js allocates 64 KiB for every read, and gives them back when
 * garbage is collected: bulk then goes through megabytes that no cache holds. Here all sockets are read into one place,
 * and what was read moves on to a place that was in use a moment ago.
 *
 *   socket ═read═▶ landing ═copy═▶ slot ═write═▶ socket     the slot is free when the system has all of it
 *
 * A slot is given back by whoever had the chunk, and only when nobody will look at it again. One that is not given back is
 * missing for ever, but for nothing else: without a slot a chunk gets memory of its own, which garbage collection frees.
 */
export class ReadBuffers {
  /** What sockets read into. It is taken from before the next read begins. */
  readonly landing: Buffer
  readonly #memory = Buffer.allocUnsafeSlow(STRIDE + SHIFT + SLOTS * STRIDE)
  /** Where free slots begin; the last one was in use last. */
  readonly #free: number[] = []

  constructor() {
    this.landing = this.#memory.subarray(0, READ_BYTES)
    for (let slot = SLOTS; slot > 0; slot--) this.#free.push(slot * STRIDE + SHIFT)
  }

  /** What has just been read, in a place of its own. @param length bytes of the landing, from its beginning */
  take(length: number): Buffer {
    const read = this.landing.subarray(0, length)
    const slot = length > SMALL ? this.#free.pop() : undefined
    if (slot === undefined) return Buffer.from(read)
    const chunk = this.#memory.subarray(slot, slot + length)
    chunk.set(read)
    return chunk
  }

  /** Nobody will look at this chunk again. Once only: then its place is another one's. */
  giveBack({ buffer, byteOffset }: Buffer): void {
    if (buffer === this.#memory.buffer) this.#free.push(byteOffset - this.#memory.byteOffset)
  }
}
