import type { FrameRow } from '@tcpscope/shared/api'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import type { FrameCache } from './frameCache.ts'
import { gapAt } from './gaps.ts'

/** The known frames that touch a range, in order, and one byte of it whose frame is not known yet. */
export interface FramesInView {
  readonly frames: readonly FrameRow[]
  readonly missing: number | null
}

/**
 * Steps through a range of one direction from frame to frame. What is unknown is skipped in steps of `step`
 * bytes, so that a hole does not hide the frames behind it.
 */
export function framesInView(
  cache: Pick<FrameCache, 'frameAt'>,
  direction: Direction,
  range: ByteRange,
  gaps: readonly ByteRange[],
  step: number,
): FramesInView {
  const frames: FrameRow[] = []
  let missing: number | null = null
  for (let at = range.start; at < range.end;) {
    const frame = cache.frameAt(direction, at)
    if (frame) {
      if (frames.at(-1) !== frame) frames.push(frame)
      at = frame.offset + frame.length
      continue
    }
    const gap = gapAt(gaps, at)
    if (!gap) missing ??= at
    at = gap ? gap.end : (Math.floor(at / step) + 1) * step
  }
  return { frames, missing }
}
