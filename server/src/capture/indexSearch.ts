import type { Direction } from '@tcpscope/shared/base'
import { decodeRecord, type IndexRecord, RECORD_SIZE } from '@tcpscope/shared/capture'
import type { IndexReader } from './indexReader.ts'

/**
 * The first of `count` records for which `reached` holds, by halving; `count` when there is none. `reached` must
 * not fall back to false once it was true.
 */
export async function firstRecord(
  index: IndexReader,
  count: number,
  reached: (record: IndexRecord) => boolean,
): Promise<number> {
  let low = 0
  let high = count
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const bytes = await index.read(middle, 1)
    const record = decodeRecord(new DataView(bytes.buffer, bytes.byteOffset, RECORD_SIZE), 0)
    if (record && reached(record)) high = middle
    else low = middle + 1
  }
  return low
}

/** Stream position of a direction behind this record. */
export function positionAfter(record: IndexRecord, direction: Direction): number {
  if (record.direction !== direction) return record.otherOffset
  return record.kind === 'frame' ? record.offset + record.length : record.offset
}
