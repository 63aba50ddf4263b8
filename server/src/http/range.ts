import type { ByteRange } from '@tcpscope/shared/base'

/**
 * One range of RFC 9110: `bytes=a-b`, `bytes=a-`, `bytes=-n` (the last n).
 * @param size bytes there are
 * @returns the range [start, end) cut to what there is; `none` when it names no byte that is there; `all` when the
 * header is missing or to be ignored: malformed, backwards, of another unit, or several ranges at once
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'all' | 'none' {
  const match = /^bytes=[ \t]*(\d{0,40})-(\d{0,40})[ \t]*$/i.exec(header ?? '')
  if (!match) return 'all'
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return 'all'
    const length = Number(last)
    if (length === 0) return 'none'
    // The end of nothing is nothing, and no Content-Range can say so.
    return size === 0 ? 'all' : { start: Math.max(0, size - length), end: size }
  }
  const start = Number(first)
  const end = last === '' ? Infinity : Number(last) + 1
  if (end <= start) return 'all'
  return start < size ? { start, end: Math.min(size, end) } : 'none'
}
