import { useCallback, useEffect, useRef } from 'react'
import type { FrameRow } from '@tcpscope/shared/api'
import type { ByteRange } from '@tcpscope/shared/base'
import type { Cell, LaneId } from '@tcpscope/shared/trace'
import { isAbort } from '../../data/api.ts'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { toastError } from '../../widgets/toast.ts'

/** Selects the bytes of a clicked span: of all its frames on a lane of one direction, else of its first one. */
export function useSpanClick(feed: SessionFeed, frames: FrameCache): (lane: LaneId, cell: Cell) => void {
  const { selection } = useServices()
  const pending = useRef<AbortController | null>(null)
  useEffect(() => () => pending.current?.abort(), [])
  return useCallback(
    (lane: LaneId, cell: Cell) => {
      // The last click wins.
      pending.current?.abort()
      const abort = new AbortController()
      pending.current = abort
      frames
        .frame(cell.record, abort.signal)
        .then((frame) => {
          if (!frame || abort.signal.aborted) return
          const { direction, record } = frame
          const range = bytesOfSpan(lane, cell, frame)
          selection.select({ sessionId: feed.id, direction, range, record, origin: 'timeline' })
        })
        .catch((error: unknown) => {
          if (!isAbort(error)) toastError('The bytes of this span could not be found', error)
        })
    },
    [feed, frames, selection],
  )
}

/** The bytes of a span, from its first frame on: of all its frames on a lane of one direction, else of that one. */
export function bytesOfSpan(
  lane: LaneId,
  cell: Pick<Cell, 'bytes'>,
  { offset, length }: Pick<FrameRow, 'offset' | 'length'>,
): ByteRange {
  return { start: offset, end: offset + (lane === 'hex' ? length : Math.max(length, cell.bytes)) }
}
