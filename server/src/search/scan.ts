import { assert, type ByteRange } from '@tcpscope/shared/base'
import type { Matcher } from './matcher.ts'

/** Reads bytes from a stream offset on. @returns how many: fewer only where the recording ends */
export type Read = (into: Uint8Array, offset: number) => number

/** A match, or how far the stream is searched: no match will begin before `until` any more. */
export type ScanStep = { readonly match: ByteRange } | { readonly until: number }

/** Bytes that a window has beside those that a matcher must keep: what is read at once. */
export const BLOCK = 1024 * 1024

/** @returns how many bytes the window of a scan must have when it reads `block` bytes at once, or more */
export function windowSize({ reach, behind }: Matcher, block = BLOCK): number {
  return behind + reach + block
}

/**
 * Finds all matches that begin in a run of unbroken bytes, at `from` or behind it, in order; after each window it
 * says how far it is, so that the caller can have a look at the clock.
 *
 *   stream  ──────────[behind│ searched now │ reach]──────▶    the window moves on; its two ends are seen twice,
 *                             next       decided                but a match begins in one middle only
 *
 * Matches do not overlap: the search goes on behind the last byte of a match.
 */
export function* scan(
  matcher: Matcher,
  window: Buffer,
  read: Read,
  run: ByteRange,
  from: number,
): Generator<ScanStep, void> {
  assert(window.length >= windowSize(matcher, 1), 'the window is too small for the pattern')
  let next = Math.max(from, run.start)
  if (next >= run.end) return
  // Stream offset of the window's first byte, and bytes in it.
  let start = Math.max(run.start, next - matcher.behind)
  let filled = 0
  for (;;) {
    const wanted = Math.max(0, Math.min(window.length - filled, run.end - start - filled))
    const got = read(window.subarray(filled, filled + wanted), start + filled)
    filled += got
    const end = start + filled
    const last = got < wanted || end >= run.end
    const decided = last ? end : end - matcher.reach + 1
    const find = matcher.open(window.subarray(0, filled))
    for (;;) {
      const hit = next < decided ? find(next - start) : undefined
      if (!hit || start + hit.start >= decided) break
      next = start + hit.start + hit.length
      yield { match: { start: start + hit.start, end: next } }
    }
    next = Math.max(next, decided)
    yield { until: next }
    if (last) return
    const keep = Math.max(start, next - matcher.behind)
    window.copyWithin(0, keep - start, filled)
    filled = end - keep
    start = keep
  }
}
