import { useEffect, useRef } from 'react'
import { DIRECTIONS, type ByteRange, type Direction } from '@tcpscope/shared/base'
import type { FrameCache, FrameReader } from '../../data/frameCache.ts'
import type { PageReader } from '../../data/pageCache.ts'
import type { SessionData } from '../../data/sessionData.ts'

interface Readers {
  readonly frames: FrameReader
  readonly bytes: Readonly<Record<Direction, PageReader>>
}

/** Has the caches fetch what a view shows: renewed after every drawing, given up when the view goes. */
export function useWanted(
  pages: SessionData['pages'],
  frames: FrameCache,
  records: ByteRange,
  bytes: Readonly<Record<Direction, readonly ByteRange[]>>,
): void {
  const readers = useRef<Readers | null>(null)
  useEffect(() => {
    const open: Readers = {
      frames: frames.open(),
      bytes: { upstream: pages.upstream.open(), downstream: pages.downstream.open() },
    }
    readers.current = open
    return () => {
      open.frames.close()
      for (const direction of DIRECTIONS) open.bytes[direction].close()
    }
  }, [pages, frames])
  useEffect(() => {
    readers.current?.frames.want({ records })
    for (const direction of DIRECTIONS) readers.current?.bytes[direction].want(bytes[direction])
  })
}
