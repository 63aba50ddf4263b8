import type { FrameRow, SessionMark } from '@tcpscope/shared/api'
import { sourceOf } from '@tcpscope/shared/base'
import { formatOffset } from '@tcpscope/shared/hex'
import { formatBytes, formatDuration, plural } from '../../base/format.ts'

/**
 * The heading of a frame: number, direction, time, time since the frame before, length, place in its stream.
 * @param before the frame before it, of whichever direction; null: none is, or none is known
 * @param offsets how its place is written
 */
export function frameHeading(
  { number, direction, readNs, length, offset }: FrameRow,
  before: Pick<FrameRow, 'readNs'> | null,
  offsets: 'hex' | 'decimal' = 'hex',
): string {
  const way = direction === 'upstream' ? '↑ client → target' : '↓ target → client'
  const since = before ? `  Δ${formatDuration(readNs - before.readNs)}` : ''
  return `#${number} ${way}  +${formatDuration(readNs)}${since}  ${plural(length, 'byte')}  at ${offsets === 'hex' ? formatOffset(offset) : offset}`
}

/** The line of a mark. */
export function markHeading(mark: SessionMark | undefined): string {
  if (!mark) return '—'
  return `— ${markWords(mark)}  +${formatDuration(mark.timeNs)}`
}

function markWords({ code, direction, length, offset }: SessionMark): string {
  const side = sourceOf(direction)
  switch (code) {
    case 'connected':
      return 'connected: the target answered'
    case 'ended':
      return `the ${side} has finished sending (FIN)`
    case 'reset':
      return `the ${side} reset the connection (RST)`
    case 'timeout':
      return `the ${side} did not answer in time`
    case 'gap':
      return `capture gap: ${formatBytes(length)} of the ${side} at ${formatOffset(offset)} are not recorded`
    case 'closed':
      return 'closed'
    default:
      return code satisfies never
  }
}
