/**
 * What load and target say to each other: a header of 16 bytes, then as its first byte says.
 * - `D`: the target sends as many bytes of the pattern as the u64 at 8 says, at most as many a millisecond as the u32
 *   at 4 says (0: as fast as can be), and ends.
 * - `U`: that many bytes of the pattern follow; the target answers, as a u64, how many of them were right, and ends.
 * - `E`: the target echoes.
 * - `S`: the target answers 100 bytes to the 84 that follow (100 with the header), and waits for the end.
 */
export type Mode = 'D' | 'U' | 'E' | 'S'

export const HEADER = 16
/** Bytes of a short connection, each way. */
export const SHORT = 100
/** Bytes of the answer to an upload. */
export const VERDICT = 8
/** Written at a time. */
export const SLICE = 256 * 1024

export function header(mode: Mode, size = 0, bytesPerMs = 0): Buffer {
  const bytes = Buffer.alloc(HEADER)
  bytes.write(mode, 'latin1')
  bytes.writeUInt32BE(bytesPerMs, 4)
  bytes.writeBigUInt64BE(BigInt(size), 8)
  return bytes
}

/** Prime: no block or page size divides it, so a piece that is lost or doubled does not go unseen. */
const PATTERN = 1_048_573

/** What bulk connections carry, again and again: about a megabyte of noise, the same for both sides. */
export function makePattern(): Buffer {
  const bytes = Buffer.alloc(PATTERN)
  let state = 42
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** Compares what arrives with the pattern: ten times cheaper than a checksum of it. */
export class Checker {
  readonly #pattern: Buffer
  /** Bytes seen, and whether all of them were right. */
  bytes = 0
  right = true

  constructor(pattern: Buffer) {
    this.#pattern = pattern
  }

  /** @param length bytes of `chunk` that count */
  take(chunk: Uint8Array, length: number): void {
    for (let at = 0; at < length;) {
      const place = this.bytes % this.#pattern.length
      const part = Math.min(length - at, this.#pattern.length - place)
      this.right &&= this.#pattern.compare(chunk, at, at + part, place, place + part) === 0
      at += part
      this.bytes += part
    }
  }
}
