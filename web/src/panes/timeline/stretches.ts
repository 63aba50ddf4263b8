import type { SessionMark } from '@tcpscope/shared/api'
import { LANES, type LaneId } from '@tcpscope/shared/trace'

/** What a lane is about while it does nothing: not yet connected, waiting for data, idle, or through. */
export type StretchState = 'connecting' | 'waiting' | 'idle' | 'closed'

export interface Stretch {
  readonly state: StretchState
  /** ns since the session's start */
  readonly start: number
  readonly end: number
}

/**
 * The background of a lane: a copier waits for data from the connection on until its side has finished, a
 * logger is idle until the session is closed.
 * @param marks in order of time
 * @param untilNs the newest moment
 * @param live whether the connection still stands
 */
export function stretchesOf(
  lane: LaneId,
  marks: readonly SessionMark[],
  untilNs: number,
  live: boolean,
): Stretch[] {
  const copier = lane === 'copier-up' || lane === 'copier-down'
  const direction = LANES.find(({ id }) => id === lane)?.direction ?? null
  const connected = marks.find(({ code }) => code === 'connected')?.timeNs
  const closed = marks.find(({ code }) => code === 'closed')?.timeNs ?? (live ? undefined : untilNs)
  const ended = copier ? marks.find((mark) => endsLane(mark, direction))?.timeNs : undefined
  const end = Math.min(ended ?? Infinity, closed ?? Infinity, Math.max(untilNs, connected ?? 0))
  const stretches: Stretch[] = []
  if (connected === undefined) {
    stretches.push({ state: 'connecting', start: 0, end })
  } else {
    stretches.push({ state: 'connecting', start: 0, end: connected })
    stretches.push({ state: copier ? 'waiting' : 'idle', start: connected, end })
  }
  if (ended !== undefined || closed !== undefined)
    stretches.push({ state: 'closed', start: end, end: untilNs })
  return stretches.filter(({ start, end }) => end > start)
}

/** FIN of the side a copier reads from ends it; a reset or a timeout of either side does. */
function endsLane(mark: SessionMark, direction: SessionMark['direction'] | null): boolean {
  if (mark.code === 'ended') return mark.direction === direction
  return mark.code === 'reset' || mark.code === 'timeout'
}
