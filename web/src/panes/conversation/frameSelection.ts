import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import { bytesOf, type sessionData } from '../../data/sessionData.ts'
import type { Services } from '../../stores/services.ts'

/** How the conversation says what it selects. */
export function frameSelection(
  sessionId: SessionId,
  frames: ReturnType<typeof sessionData>['frames'],
  selection: Services['selection'],
) {
  const origin = 'conversation'
  return {
    /** All bytes of a frame. False: the record is a mark, or is not here yet. */
    selectFrame: (record: number): boolean => {
      const frame = frames.at(record)
      if (!frame) return false
      const { direction } = frame
      selection.select({ sessionId, direction, range: bytesOf(frame), record, origin })
      return true
    },
    selectBytes: (direction: Direction, range: ByteRange): void => {
      const record = frames.frameAt(direction, range.start)?.record ?? null
      selection.select({ sessionId, direction, range, record, origin })
    },
  }
}
