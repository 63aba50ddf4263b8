import type { ByteRange } from '@tcpscope/shared/base'
import { gapAt } from '../../data/gaps.ts'

/** How far from its place a word is looked for, bytes to each side. */
export const WORD_REACH = 1024

type Kind = 'word' | 'blank' | 'zero' | 'sign' | 'other'

/** Letters, digits and what UTF-8 makes of letters elsewhere go together, and so do the others of a kind. */
function kindOf(byte: number): Kind {
  if (byte === 0) return 'zero'
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return 'blank'
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80
  if (isLetter || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f) return 'word'
  return byte > 0x20 && byte < 0x7f ? 'sign' : 'other'
}

/**
 * The word at a byte: the bytes of its kind around it; in a gap of the capture, all of the gap.
 * @param slice the bytes of a range from its start on as far as they are known
 * @param length of the stream
 */
export function wordAt(
  offset: number,
  length: number,
  slice: (start: number, end: number) => { readonly bytes: Uint8Array },
  gaps: readonly ByteRange[],
): ByteRange {
  const gap = gapAt(gaps, offset)
  if (gap) return gap
  const here = slice(offset, Math.min(length, offset + WORD_REACH)).bytes
  const first = here[0]
  if (first === undefined) return { start: offset, end: offset + 1 }
  const kind = kindOf(first)
  const from = Math.max(0, offset - WORD_REACH)
  const before = slice(from, offset).bytes
  let start = offset
  // What lies before is known only when all of it is: a slice ends at the first unknown byte.
  if (before.length === offset - from) {
    while (start > from && kindOf(before[start - from - 1]!) === kind && !gapAt(gaps, start - 1)) start--
  }
  let end = offset + 1
  while (end - offset < here.length && kindOf(here[end - offset]!) === kind && !gapAt(gaps, end)) end++
  return { start, end }
}
