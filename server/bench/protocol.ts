/**
 * What load and target say to each other: a header of 16 bytes, then as its first byte says.
 * `D`: the target sends as many bytes as the header's u64 at 8 says, and ends. `E`: the target echoes. `S`: the
 * target answers 100 bytes to the 84 that follow (100 with the header), and waits for the end.
 */
export const HEADER = 16
export const SHORT = 100

export function header(mode: 'D' | 'E' | 'S', size = 0): Buffer {
  const bytes = Buffer.alloc(HEADER)
  bytes.write(mode, 'latin1')
  bytes.writeBigUInt64BE(BigInt(size), 8)
  return bytes
}

/** A megabyte of no pattern that repeats within a read; seeded, so that both sides know it. */
export function pattern(): Buffer {
  const bytes = Buffer.alloc(1024 * 1024)
  let state = 42
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}
