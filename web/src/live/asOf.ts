import type { FramePage, Session, SessionMark } from '@tcpscope/shared/api'
import { DIRECTIONS, type Direction } from '@tcpscope/shared/base'
import { isLive } from '../base/words.ts'

// Pure: what a session was at a moment of its life. Times are ns since its start.

/** Frames asked for to learn what had been read by a moment: the first of each direction behind it says it. */
export const LOOK_AHEAD = 256

/** What had been read by a moment. */
export interface CountsAt {
  /** Frames and marks. */
  readonly records: number
  readonly bytes: Readonly<Record<Direction, number>>
  readonly frames: Readonly<Record<Direction, number>>
}

/** The part of a session's state that changes with the moment. */
export interface StateAt {
  readonly session: Session
  readonly marks: readonly SessionMark[]
}

/**
 * What had been read by `timeNs`.
 * @param page the frame index from its first record after that moment on
 * @param whole the newest state that may be shown: nothing is counted beyond it
 */
export function countsAt(page: FramePage, timeNs: number, { session, marks }: StateAt): CountsAt {
  const all = {
    upstream: { bytes: session.upstreamBytes, frames: session.upstreamFrames },
    downstream: { bytes: session.downstreamBytes, frames: session.downstreamFrames },
  }
  const count = (direction: Direction) => {
    const own = page.frames.find((frame) => frame.direction === direction)
    const other = page.frames.find((frame) => frame.direction !== direction)
    if (own) return { bytes: own.offset, frames: own.number }
    if (!other) return all[direction]
    // The index ends without a further frame of this direction: all there are had been read.
    if (page.next >= page.records) return { bytes: other.otherOffset, frames: all[direction].frames }
    // None is near: what is neither a mark nor a frame of the other direction is one of this.
    const before = marks.filter((mark) => mark.timeNs <= timeNs).length
    return { bytes: other.otherOffset, frames: Math.max(0, page.from - before - other.number) }
  }
  const counts = { upstream: count('upstream'), downstream: count('downstream') }
  // A gap counts from its own moment on, not from that of the frame behind it.
  const laterGaps = (direction: Direction) =>
    marks
      .filter((mark) => mark.code === 'gap' && mark.direction === direction && mark.timeNs > timeNs)
      .filter(({ offset }) => offset < counts[direction].bytes)
      .reduce((sum, { length }) => sum + length, 0)
  const capped = (direction: Direction) => ({
    bytes: Math.min(counts[direction].bytes, all[direction].bytes) - laterGaps(direction),
    frames: Math.min(counts[direction].frames, all[direction].frames),
  })
  const [up, down] = DIRECTIONS.map(capped) as [ReturnType<typeof capped>, ReturnType<typeof capped>]
  return {
    records: Math.min(page.from, session.records),
    bytes: { upstream: Math.max(0, up.bytes), downstream: Math.max(0, down.bytes) },
    frames: { upstream: up.frames, downstream: down.frames },
  }
}

/** The session as it was at `timeNs`: what was read later, and what happened later, is not in it. */
export function stateAt<T extends StateAt>(whole: T, timeNs: number, counts: CountsAt): T {
  const { session } = whole
  const marks = whole.marks.filter((mark) => mark.timeNs <= timeNs)
  const has = (code: SessionMark['code']) => marks.some((mark) => mark.code === code)
  const over = !isLive(session) && (has('closed') || timeNs >= session.durationNs)
  const connected = has('connected')
  const gaps = marks.filter(({ code }) => code === 'gap')
  return {
    ...whole,
    marks,
    session: {
      ...session,
      state: over ? session.state : !connected ? 'connecting' : has('ended') ? 'half-closed' : 'open',
      close: over ? session.close : null,
      // Who is waited for is told of the present only; the timeline says it of every moment.
      waitsOn: null,
      remote: connected ? session.remote : null,
      local: connected ? session.local : null,
      durationNs: Math.min(timeNs, session.durationNs),
      upstreamBytes: counts.bytes.upstream,
      downstreamBytes: counts.bytes.downstream,
      upstreamFrames: counts.frames.upstream,
      downstreamFrames: counts.frames.downstream,
      records: counts.records,
      // More marks happen than a session keeps: then the sum of those known is all that can be said.
      gapBytes: Math.min(
        session.gapBytes,
        gaps.reduce((sum, { length }) => sum + length, 0),
      ),
    },
  }
}
