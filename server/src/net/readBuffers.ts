/** Bytes of one read, at most: of bulk, a quarter as many reads, frames and wake-ups as with Node's own 64 KiB. */
const READ_BYTES = 256 * 1024
/** Smaller chunks come from Node's own pool. */
const SMALL = 4096
/** A chunk of more than this is given a piece of memory of its own even when none is free: it fills half of it. */
const LARGE = READ_BYTES / 2
/** Pieces that are kept for the next chunks. */
const MOST_FREE = 32
/**
 * A chunk begins half a page into its piece. On processors of AMD's Zen 3 a copy to where the address within the page is
 * 1 to 31 bytes higher than at its source has a fifth of the speed, and buffers that the system's allocator has put side
 * by side, as the landing and a piece, are 16 apart.
 */
const PAGE = 4096
const SHIFT = PAGE / 2
const PIECE = READ_BYTES + PAGE

/**
 * Memory for what is read, of one thread. By itself Node.js allocates 64 KiB for every read, and gives them back when
 * garbage is collected: bulk then goes through megabytes that no cache holds. Here all sockets are read into one place,
 * and what was read moves on to a piece of memory that was in use a moment ago.
 *
 *   socket ═read═▶ landing ═copy═▶ piece ═write═▶ socket     the piece is free when the system has all of it
 *
 * Who has a chunk may give it back when nobody will look at it again, and need not: what is not given back, garbage
 * collection frees. So readers that stall, and connections that break, take nothing from the others.
 */
export class ReadBuffers {
  /** What sockets read into. It is taken from before the next read begins. */
  readonly landing = Buffer.allocUnsafeSlow(READ_BYTES)
  /** The last one was in use last. */
  readonly #free: ArrayBuffer[] = []

  /** What has just been read, in a place of its own. @param length bytes of the landing, from its beginning */
  take(length: number): Buffer {
    const read = this.landing.subarray(0, length)
    const piece = length > SMALL ? this.#free.pop() : undefined
    if (!piece && length <= LARGE) return Buffer.from(read)
    const chunk = Buffer.from(piece ?? new ArrayBuffer(PIECE), SHIFT, length)
    chunk.set(read)
    return chunk
  }

  /** Nobody will look at this chunk again. Once only: then its place is another one's. */
  giveBack({ buffer }: Buffer): void {
    // Whatever is of another size is not ours.
    if (buffer.byteLength === PIECE && this.#free.length < MOST_FREE) this.#free.push(buffer as ArrayBuffer)
  }
}
