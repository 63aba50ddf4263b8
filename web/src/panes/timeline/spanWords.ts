import type { FrameRow } from '@tcpscope/shared/api'
import { LANES, type Cell, type LaneId } from '@tcpscope/shared/trace'
import { formatBytes, formatCount, formatDuration, plural } from '../../base/format.ts'
import { endOf } from './laneShapes.ts'
import type { Stretch } from './stretches.ts'

/** What lies under the pointer or the keyboard's cursor. */
export interface Spot {
  readonly lane: LaneId
  readonly cell: Cell | null
  readonly stretch: Stretch | null
}

const STRETCH_WORDS = {
  connecting: 'waiting for the target to answer',
  waiting: 'waiting for data',
  idle: 'idle',
  closed: 'closed',
} as const

export function laneTitle(lane: LaneId): string {
  return LANES.find(({ id }) => id === lane)?.title ?? lane
}

/**
 * A spot in words, a line each: lane and state, when and how long, how much.
 * @param frame the first frame of its cell, when it is known
 */
export function spotWords({ lane, cell, stretch }: Spot, frame: FrameRow | null, untilNs: number): string[] {
  if (!cell) {
    if (!stretch) return [laneTitle(lane)]
    const { state, start, end } = stretch
    return [
      `${laneTitle(lane)}: ${STRETCH_WORDS[state]}`,
      `from +${formatDuration(start)} for ${formatDuration(end - start)}`,
    ]
  }
  const end = endOf(cell, untilNs)
  const open = cell.end === 0 ? ', still under way' : ''
  const busy =
    cell.count > 1 ? `, busy ${formatDuration(cell.busyNs)}, longest ${formatDuration(cell.longestNs)}` : ''
  const lines = [
    `${laneTitle(lane)}: ${stateWords(lane, cell)}`,
    `from +${formatDuration(cell.start)} for ${formatDuration(end - cell.start)}${open}${busy}`,
    `${formatBytes(cell.bytes)} in ${plural(cell.count, 'frame')}`,
  ]
  if (frame) {
    const arrow = frame.direction === 'upstream' ? '↑' : '↓'
    lines.push(`${arrow} frame #${frame.number}, offset ${formatCount(frame.offset)}`)
  }
  return lines
}

function stateWords(lane: LaneId, { count, blocked }: Cell): string {
  if (lane !== 'copier-up' && lane !== 'copier-down') return 'logging'
  if (blocked === 0) return 'writing'
  return blocked === count ? 'blocked by the peer' : `writing, ${blocked} of ${count} blocked by the peer`
}
