import type { ByteRange } from '@tcpscope/shared/base'

/**
 * One range of RFC 9110: `bytes=a-b`, `bytes=a-`, `bytes=-n` (the last n).
 * @param size bytes there are
 * @returns the range [start, end) cut to what there is; `all` without a header; undefined when it names nothing,
 * is malformed, or asks for several ranges at once
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'all' | undefined {
  if (header === undefined) return 'all'
  const match = /^bytes=\s*(\d{0,40})-(\d{0,40})\s*$/.exec(header)
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '') {
    const length = Number(last)
    if (last === '' || length === 0 || size === 0) return undefined
    return { start: Math.max(0, size - length), end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  if (start >= size || (last !== '' && Number(last) < start)) return undefined
  return { start, end }
}
