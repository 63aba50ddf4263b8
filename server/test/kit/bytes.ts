import { createHash } from 'node:crypto'

export function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Bytes that look random and are the same for the same seed (xorshift32): no run of them repeats nearby. */
export function noise(length: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4))
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    words[i] = state
  }
  return Buffer.from(words.buffer, 0, length)
}

/** Where two byte strings begin to differ, in words; undefined when they are equal. */
export function difference(actual: Uint8Array, expected: Uint8Array): string | undefined {
  const shorter = Math.min(actual.length, expected.length)
  if (Buffer.compare(actual, expected) === 0) return undefined
  let at = 0
  while (at < shorter && actual[at] === expected[at]) at++
  const show = (bytes: Uint8Array) =>
    JSON.stringify(Buffer.from(bytes.subarray(at, at + 60)).toString('latin1'))
  return `${actual.length} bytes, expected ${expected.length}; differ from ${at} on: ${show(actual)} but expected ${show(expected)}`
}
