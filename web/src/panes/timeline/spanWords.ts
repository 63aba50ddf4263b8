import type { FrameRow } from '@tcpscope/shared/api'
import { LANES, type Cell } from '@tcpscope/shared/trace'
import { formatBytes, formatCount, formatDuration, plural } from '../../base/format.ts'
import { blockerWords } from '../../base/words.ts'
import { endOf } from './laneShapes.ts'
import type { Row } from './layout.ts'
import type { Stretch } from './stretches.ts'
import type { WaitPiece } from './waitShapes.ts'

/** What lies under the pointer or the keyboard's cursor. */
export interface Spot {
  readonly lane: Row
  readonly cell: Cell | null
  readonly stretch: Stretch | null
  /** On the strip below the lanes. */
  readonly wait: WaitPiece | null
}

const STRETCH_WORDS = {
  connecting: 'waiting for the target to answer',
  waiting: 'waiting for data',
  idle: 'idle',
  closed: 'closed',
} as const

/** The name of a row. */
export function laneTitle(lane: Row): string {
  if (lane === 'waits') return 'waits on'
  return LANES.find(({ id }) => id === lane)?.title ?? lane
}

/**
 * A spot in words, a line each: lane and state, when and how long, how much.
 * @param frame the first frame of its cell, when it is known
 */
export function spotWords(
  { lane, cell, stretch, wait }: Spot,
  frame: FrameRow | null,
  untilNs: number,
): string[] {
  if (wait) return waitWords(wait)
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

/** One blocker and for how long; of several, how long each. */
function waitWords({ start, end, parts }: WaitPiece): string[] {
  const [first] = parts
  const from = `from +${formatDuration(start)} for ${formatDuration(end - start)}`
  if (first && parts.length === 1) return [`waits on: ${blockerWords(first.blocker)}`, from]
  return [
    'waits on, closer than this view shows:',
    ...parts.map(({ blocker, ns }) => `${blockerWords(blocker)} ${formatDuration(ns)}`),
    from,
  ]
}

function stateWords(lane: Row, { count, blocked }: Cell): string {
  if (lane !== 'copier-up' && lane !== 'copier-down') return 'logging'
  if (blocked === 0) return 'writing'
  return blocked === count ? 'blocked by the peer' : `writing, ${blocked} of ${count} blocked by the peer`
}
