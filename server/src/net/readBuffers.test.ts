import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReadBuffers } from './readBuffers.ts'

describe('memory for what is read', () => {
  it('[BUF1] a chunk keeps its bytes until it is given back, however many there are and in whatever order they go', () => {
    const read = fc.record({
      length: fc.integer({ min: 1, max: 256 * 1024 }),
      fill: fc.integer({ min: 0, max: 255 }),
    })
    const back = fc.record({ back: fc.nat() })
    fc.assert(
      fc.property(fc.array(fc.oneof(read, read, back), { maxLength: 120 }), (steps) => {
        const buffers = new ReadBuffers()
        const held: { chunk: Buffer; fill: number; length: number }[] = []
        for (const step of steps) {
          if ('back' in step) {
            const [gone] = held.splice(step.back % Math.max(1, held.length), 1)
            if (gone) buffers.giveBack(gone.chunk)
            continue
          }
          buffers.landing.fill(step.fill, 0, step.length)
          held.push({ ...step, chunk: buffers.take(step.length) })
        }
        buffers.landing.fill(0xaa)
        for (const { chunk, fill, length } of held) {
          expect(chunk.length).toBe(length)
          expect(chunk.every((byte) => byte === fill)).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('[BUF2] memory that was given back is used again, the last one first', () => {
    const buffers = new ReadBuffers()
    const [first, second] = [buffers.take(100_000), buffers.take(200_000)]
    buffers.giveBack(first)
    expect(buffers.take(5000).byteOffset).toBe(first.byteOffset)
    buffers.giveBack(second)
    expect(buffers.take(256 * 1024).byteOffset).toBe(second.byteOffset)
  })

  it('[BUF3] from the landing to a slot it is half a page and whole ones', () => {
    const buffers = new ReadBuffers()
    for (let slot = 0; slot < 32; slot++) {
      const chunk = buffers.take(10_000)
      expect(chunk.buffer).toBe(buffers.landing.buffer)
      expect((chunk.byteOffset - buffers.landing.byteOffset) % 4096).toBe(2048)
    }
    expect(buffers.take(10_000).buffer).not.toBe(buffers.landing.buffer)
  })
})
