import * as fc from 'fast-check'
import { type Direction, type ListenerId, nanos, type SessionId } from '@tcpscope/shared/base'
import {
  encodeRecord,
  type Frame,
  type IndexRecord,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'

/** For tests. */
export const FACTS = {
  id: '019a0000-0000-7000-8000-000000000003' as SessionId,
  listenerId: '' as ListenerId,
  hexLog: 'live',
} as SessionFacts

/** A frame index that counts what is read of it. */
export function source(records: readonly IndexRecord[]) {
  const bytes = new Uint8Array(records.length * RECORD_SIZE)
  const view = new DataView(bytes.buffer)
  for (const [i, record] of records.entries()) encodeRecord(view, i * RECORD_SIZE, record)
  let reads = 0
  return {
    reads: () => reads,
    state: () => Promise.resolve({ records: records.length }),
    read(from: number, count: number) {
      reads += count
      return Promise.resolve(bytes.subarray(from * RECORD_SIZE, (from + count) * RECORD_SIZE))
    },
  }
}

/** An index as the recorder writes it: times in order, takes in order within a direction. */
export function makeIndex(
  steps: { direction: Direction; gap: number; take: number; log: number; text: number }[],
): Frame[] {
  let time = 1
  let logged = 1
  let texted = 1
  const taken = { upstream: 1, downstream: 1 }
  const bytes = { upstream: 0, downstream: 0 }
  const frames = { upstream: 0, downstream: 0 }
  return steps.map(({ direction, gap, take, log, text }) => {
    time += gap + 1
    logged = Math.max(logged, time + log)
    texted = Math.max(texted, logged + text)
    taken[direction] = Math.max(taken[direction] + 1, time + take)
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    const frame: Frame = {
      kind: 'frame',
      direction,
      atOnce: false,
      detail: text % 4,
      length: 10,
      number: frames[direction],
      otherNumber: frames[other],
      offset: bytes[direction],
      otherOffset: bytes[other],
      readNs: nanos(time),
      takenNs: nanos(taken[direction]),
      loggedNs: nanos(logged),
      textNs: nanos(texted),
    }
    frames[direction]++
    bytes[direction] += 10
    return frame
  })
}

/** For tests: one frame of `makeIndex`. */
export const step = fc.record({
  direction: fc.constantFrom<Direction>('upstream', 'downstream'),
  gap: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5000 })),
  take: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20_000 })),
  log: fc.integer({ min: 0, max: 300 }),
  text: fc.integer({ min: 0, max: 3000 }),
})
