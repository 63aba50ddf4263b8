/** Half-open range of bytes `[start, end)`; offsets in bytes, 0 <= start <= end <= 2^53-1. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export const ByteRange = {
  of(start: number, end: number): ByteRange {
    return { start, end: Math.max(start, end) }
  },
  ofLength(start: number, length: number): ByteRange {
    return { start, end: start + Math.max(0, length) }
  },
  single(offset: number): ByteRange {
    return { start: offset, end: offset + 1 }
  },
  length(range: ByteRange): number {
    return range.end - range.start
  },
  contains(range: ByteRange, offset: number): boolean {
    return offset >= range.start && offset < range.end
  },
  /** The common part; empty (start == end) when there is none. */
  intersect(a: ByteRange, b: ByteRange): ByteRange {
    const start = Math.max(a.start, b.start)
    return { start, end: Math.max(start, Math.min(a.end, b.end)) }
  },
}
