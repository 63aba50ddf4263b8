import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { createTapMemory, TapReader, type TapRecord, TapType, TapWriter } from './tapRing.ts'

const CAPACITY = 65_536
/** A wait of so long would be over by its own end only. */
const LONG_MS = 30_000
const SHORT_MS = 50

function pair(): { writer: TapWriter; reader: TapReader } {
  const memory = createTapMemory(CAPACITY)
  return { writer: new TapWriter(memory), reader: new TapReader(memory) }
}

function drainAll(reader: TapReader): (Omit<TapRecord, 'payload'> & { payload: number[] })[] {
  const records: (Omit<TapRecord, 'payload'> & { payload: number[] })[] = []
  reader.drain(Infinity, (record) => records.push({ ...record, payload: [...record.payload] }))
  return records
}

describe('the tap ring', () => {
  it('[TAP1] nothing is visible before it is published, all of it in order after', () => {
    const { writer, reader } = pair()
    writer.write(TapType.data, 0, 0, 7, 1.5, 2.5, Uint8Array.of(1, 2, 3))
    writer.write(TapType.mark, 1, 4, 8, 3, 0)
    expect(drainAll(reader)).toEqual([])
    writer.publish()
    expect(drainAll(reader)).toEqual([
      { type: TapType.data, direction: 0, code: 0, connection: 7, time: 1.5, time2: 2.5, payload: [1, 2, 3] },
      { type: TapType.mark, direction: 1, code: 4, connection: 8, time: 3, time2: 0, payload: [] },
    ])
  })

  it('[TAP2] a full ring refuses, and room that was released can be used again', () => {
    const { writer, reader } = pair()
    const block = new Uint8Array(16_000)
    let written = 0
    while (writer.write(TapType.data, 0, 0, 1, 0, 0, block)) written++
    expect(written).toBe(4)
    writer.publish()
    expect(drainAll(reader)).toHaveLength(4)
    expect(writer.write(TapType.data, 0, 0, 1, 0, 0, block)).toBe(false)
    reader.release()
    expect(writer.used).toBe(0)
    expect(writer.write(TapType.data, 0, 0, 1, 0, 0, block)).toBe(true)
  })

  it('[TAP3] the reader is told once that the writer asked for room', () => {
    const { writer, reader } = pair()
    writer.write(TapType.mark, 0, 0, 1, 0, 0)
    writer.publish()
    writer.askForRoom()
    reader.drain(Infinity, () => {})
    expect(reader.release()).toBe(true)
    expect(reader.release()).toBe(false)
  })

  it('[TAP4] any sizes, any interleaving of writing and reading, across many wraps: what goes in comes out', () => {
    const operation = fc.oneof(
      fc.record({ write: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ drain: fc.integer({ min: 1, max: 60_000 }) }),
    )
    fc.assert(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 120 }), (operations) => {
        const { writer, reader } = pair()
        const sent: string[] = []
        const got: string[] = []
        const receive = (record: TapRecord): void => {
          got.push(`${record.connection} ${record.time} ${record.payload.length} ${sum(record.payload)}`)
        }
        for (const [i, step] of operations.entries()) {
          if ('write' in step) {
            const payload = new Uint8Array(step.write).map((_, at) => (at * 31 + i) & 0xff)
            if (writer.write(TapType.data, 1, 0, i, i / 2, 0, payload)) {
              sent.push(`${i} ${i / 2} ${payload.length} ${sum(payload)}`)
            }
            writer.publish()
          } else {
            reader.drain(step.drain, receive)
            reader.release()
          }
        }
        reader.drain(Infinity, receive)
        expect(got).toEqual(sent)
      }),
      { numRuns: 50 },
    )
  })

  it('[TAP11] one who naps lets little lie until its time is over; for much, or when room is asked for, it is up at once', () => {
    const { writer, reader } = pair()
    const began = performance.now()
    writer.write(TapType.mark, 0, 0, 1, 0, 0)
    writer.publish()
    reader.wait(LONG_MS, false)
    expect(performance.now() - began).toBeLessThan(LONG_MS)
    reader.wait(SHORT_MS, true)
    expect(performance.now() - began).toBeGreaterThan(SHORT_MS * 0.9)
    writer.askForRoom()
    reader.wait(LONG_MS, true)
    reader.drain(Infinity, () => {})
    reader.release()
    writer.write(TapType.data, 0, 0, 1, 0, 0, new Uint8Array(CAPACITY / 16))
    writer.publish()
    reader.wait(LONG_MS, true)
    expect(performance.now() - began).toBeLessThan(LONG_MS)
  })
})

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte, at) => (total + byte * (at + 1)) % 1_000_003, 0)
}
