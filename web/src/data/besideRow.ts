import { CELL_CONTEXT } from '../base/textCells.ts'
import type { Slice } from './pageCache.ts'

/**
 * The bytes at both sides of a row `[start, end)`, as far as they are known: a character may go over its edge.
 * @param length of the stream
 */
export function besideRow(
  start: number,
  end: number,
  length: number,
  slice: (start: number, end: number) => Slice,
): { before: Uint8Array | undefined; after: Uint8Array } {
  const before = slice(Math.max(0, start - CELL_CONTEXT), start)
  return {
    before: before.complete ? before.bytes : undefined,
    after: slice(end, Math.min(length, end + CELL_CONTEXT)).bytes,
  }
}
