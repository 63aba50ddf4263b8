import type { FrameRow, Session, SessionMark } from '@tcpscope/shared/api'
import { DIRECTIONS, type ByteRange, type Direction } from '@tcpscope/shared/base'
import type { SessionFeed } from '../live/sessionFeed.ts'
import type { Api } from './api.ts'
import { FrameCache } from './frameCache.ts'
import { gapsOf } from './gaps.ts'
import { PageCache } from './pageCache.ts'

/** The bytes and the frame index of one opened session, shared by all panes that show it. */
export interface SessionData {
  readonly pages: Readonly<Record<Direction, PageCache>>
  readonly frames: FrameCache
}

/**
 * What an opened session's panes share. It lives as long as the feed does: the feed's events fill it, and
 * nothing else holds it.
 */
const opened = new WeakMap<SessionFeed, SessionData>()

/** The caches of an opened session: made for the first pane that asks, the same for all others. */
export function sessionData(feed: SessionFeed, api: Pick<Api, 'bytes' | 'frames'>): SessionData {
  let data = opened.get(feed)
  if (!data) {
    data = create(feed, api)
    opened.set(feed, data)
  }
  return data
}

/** Bytes of a direction that a pane shows: what is recorded, and a gap at its end. */
export function streamLength(session: Session, direction: Direction, gaps: readonly ByteRange[]): number {
  const bytes = direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
  return Math.max(bytes, gaps.at(-1)?.end ?? 0)
}

function create(feed: SessionFeed, api: Pick<Api, 'bytes' | 'frames'>): SessionData {
  const cacheOf = (direction: Direction) =>
    new PageCache((start, end, signal) => api.bytes(feed.id, direction, { start, end }, signal))
  const data: SessionData = {
    pages: { upstream: cacheOf('upstream'), downstream: cacheOf('downstream') },
    frames: new FrameCache((query, signal) => api.frames(feed.id, query, signal)),
  }
  const apply = ({ session, marks }: { session: Session; marks: readonly SessionMark[] }) => {
    for (const direction of DIRECTIONS) {
      const gaps = gapsOf(marks, direction)
      data.pages[direction].setGaps(gaps)
      data.pages[direction].grow(streamLength(session, direction, gaps))
    }
    data.frames.grow(session.records)
  }
  // All that may be shown, also while the panes show an earlier moment: the caches hold no more than is asked for.
  apply(feed.whole.getState())
  feed.whole.subscribe(apply)
  feed.events.on('bytes', ({ direction, offset, payload }) => data.pages[direction].push(offset, payload))
  feed.events.on('records', ({ from, payload }) => data.frames.push(from, payload))
  feed.events.on('news', () => {
    for (const direction of DIRECTIONS) data.pages[direction].tell()
    data.frames.tell()
  })
  feed.events.on('stale', () => {
    data.frames.forget()
    for (const direction of DIRECTIONS) data.pages[direction].retry()
  })
  return data
}

/** The bytes of a frame as a range. */
export function bytesOf(frame: Pick<FrameRow, 'offset' | 'length'>): ByteRange {
  return { start: frame.offset, end: frame.offset + frame.length }
}
