import type { Direction } from '@tcpscope/shared/base'
import { difference, noise } from '../../test/kit/bytes.ts'

/** Bytes with which every client begins: four letters and the number of its talk, big endian. */
export const HELLO = 8
const LETTERS = 'SOAK'
/** Most bytes asked for at a time. */
export const SLICE = 64 * 1024
/** Prime, so that no power of two maps a stream onto itself. */
const PERIOD = 1_048_573

const period = noise(PERIOD, 42)
const block = Buffer.concat([period, period.subarray(0, SLICE)])

/** The number in the first bytes of a client; undefined when they are none. */
export function readHello(bytes: Buffer): number | undefined {
  return bytes.toString('latin1', 0, 4) === LETTERS ? bytes.readUInt32BE(4) : undefined
}

/**
 * What one side of a talk sends, without end: every byte follows from the talk's number, the direction and the offset,
 * so whoever sees any range of it can tell whether it is right.
 */
export class Stream {
  readonly #start: number
  readonly #hello: Buffer

  constructor(talk: number, direction: Direction) {
    this.#start = Math.imul(talk * 2 + Number(direction === 'upstream'), 0x9e37_79b1) >>> 0
    this.#hello = Buffer.alloc(direction === 'upstream' ? HELLO : 0)
    if (this.#hello.length === 0) return
    this.#hello.write(LETTERS, 'latin1')
    this.#hello.writeUInt32BE(talk, 4)
  }

  /** At most SLICE bytes from `offset` on. Not to be written to: many share them. */
  bytes(offset: number, length: number): Buffer {
    if (offset < this.#hello.length) {
      const head = this.#hello.subarray(offset, offset + length)
      return Buffer.concat([head, this.bytes(this.#hello.length, length - head.length)])
    }
    const from = (this.#start + offset) % PERIOD
    return block.subarray(from, from + length)
  }

  /** In words where bytes that should be those from `offset` on begin to differ; undefined: they do not. */
  difference(offset: number, actual: Uint8Array): string | undefined {
    for (let at = 0; at < actual.length; at += SLICE) {
      const part = actual.subarray(at, at + SLICE)
      const wrong = difference(part, this.bytes(offset + at, part.length))
      if (wrong !== undefined) return `from byte ${offset + at} on: ${wrong}`
    }
    return undefined
  }
}
