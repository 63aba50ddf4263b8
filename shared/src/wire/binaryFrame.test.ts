import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BINARY_HEADER, type BinaryMessage, decodeBinary, encodeBinary } from './index.ts'

const channel = fc.integer({ min: 0, max: 0xffff_ffff })
const payload = fc.uint8Array({ maxLength: 200 })
const message: fc.Arbitrary<BinaryMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('bytes' as const),
    channel,
    direction: fc.constantFrom('upstream' as const, 'downstream' as const),
    offset: fc.maxSafeNat(),
    payload,
  }),
  fc.record({ kind: fc.constant('records' as const), channel, from: fc.maxSafeNat(), payload }),
)

describe('binary messages', () => {
  it('[WIRE1] come back as they were sent, wherever they lie in memory', () => {
    fc.assert(
      fc.property(message, fc.nat(9), (one, shift) => {
        const encoded = encodeBinary(one)
        expect(encoded.length).toBe(BINARY_HEADER + one.payload.length)
        const moved = new Uint8Array(encoded.length + shift)
        moved.set(encoded, shift)
        const decoded = decodeBinary(moved.subarray(shift))!
        expect({ ...decoded, payload: [...decoded.payload] }).toEqual({ ...one, payload: [...one.payload] })
      }),
    )
  })

  it('[WIRE2] anything else is refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decodeBinary(bytes)
        const possible = bytes.length >= BINARY_HEADER && (bytes[0] === 1 || bytes[0] === 2)
        expect(decoded !== undefined).toBe(possible)
      }),
    )
  })

  it('[WIRE3] the layout is the documented one', () => {
    const bytes = encodeBinary({
      kind: 'bytes',
      channel: 0x04_03_02_01,
      direction: 'downstream',
      offset: 0x0b_0a_09_08_07_06_05,
      payload: Uint8Array.of(0xfe),
    })
    expect([...bytes]).toEqual([1, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 0xfe])
  })
})
