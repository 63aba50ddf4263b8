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
    const [first, second] = [buffers.take(200_000), buffers.take(150_000)]
    buffers.giveBack(first)
    expect(buffers.take(5000).buffer).toBe(first.buffer)
    buffers.giveBack(second)
    expect(buffers.take(256 * 1024).buffer).toBe(second.buffer)
  })

  it('[BUF3] chunks that are never given back take nothing from the others', () => {
    const buffers = new ReadBuffers()
    const kept = Array.from({ length: 100 }, () => buffers.take(256 * 1024))
    const one = buffers.take(256 * 1024)
    expect(kept.map(({ buffer }) => buffer)).not.toContain(one.buffer)
    buffers.giveBack(one)
    for (let turn = 0; turn < 5; turn++) {
      const next = buffers.take(200_000 + turn)
      expect(next.buffer).toBe(one.buffer)
      buffers.giveBack(next)
    }
  })

  it('[BUF4] of many that are given back at once 32 are kept', () => {
    const buffers = new ReadBuffers()
    const many = Array.from({ length: 100 }, () => buffers.take(256 * 1024))
    for (const chunk of many) buffers.giveBack(chunk)
    const known = new Set(many.map(({ buffer }) => buffer))
    const again = Array.from({ length: 100 }, () => buffers.take(256 * 1024))
    expect(again.filter(({ buffer }) => known.has(buffer))).toHaveLength(32)
  })

  it('[BUF5] what is small, or of a size between while nothing is free, has no more memory than it needs', () => {
    const buffers = new ReadBuffers()
    expect(buffers.take(20_000).buffer.byteLength).toBe(20_000)
    buffers.giveBack(buffers.take(200_000))
    expect(buffers.take(100).buffer.byteLength).toBeLessThan(16_384)
  })
})
