import type { SessionMark } from '@tcpscope/shared/api'
import type { ByteRange, Direction } from '@tcpscope/shared/base'

/**
 * The byte ranges of one direction that are not in the capture: sorted, touching ones joined. What the binary
 * log holds there are zeros that nobody sent, so every view asks here before it shows a byte.
 */
export function gapsOf(marks: readonly SessionMark[], direction: Direction): ByteRange[] {
  const sorted = marks
    .filter((mark) => mark.code === 'gap' && mark.direction === direction && mark.length > 0)
    .map((mark) => ({ start: mark.offset, end: mark.offset + mark.length }))
    .toSorted((a, b) => a.start - b.start)
  const joined: ByteRange[] = []
  for (const gap of sorted) {
    const last = joined.at(-1)
    if (last && gap.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, gap.end) }
    } else joined.push(gap)
  }
  return joined
}

/** The place of the first gap that ends behind `offset`; `gaps.length` when there is none. */
function firstBehind(gaps: readonly ByteRange[], offset: number): number {
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (gaps[middle]!.end > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** The gaps that touch `[start, end)`, in order. */
export function gapsIn(gaps: readonly ByteRange[], start: number, end: number): ByteRange[] {
  const found: ByteRange[] = []
  for (let i = firstBehind(gaps, start); i < gaps.length && gaps[i]!.start < end; i++) found.push(gaps[i]!)
  return found
}

/** The gap that holds this byte, or undefined. */
export function gapAt(gaps: readonly ByteRange[], offset: number): ByteRange | undefined {
  const gap = gaps[firstBehind(gaps, offset)]
  return gap && gap.start <= offset ? gap : undefined
}
