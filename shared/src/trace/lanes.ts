import { type Direction, type Nanos } from '../base/index.ts'
import type { Frame } from '../capture/index.ts'

/** The five concurrent activities that serve a connection, in the order in which they are drawn. */
export const LANES = [
  { id: 'copier-up', title: 'client → target copier', direction: 'upstream' },
  { id: 'copier-down', title: 'target → client copier', direction: 'downstream' },
  { id: 'log-up', title: 'binary log ↑', direction: 'upstream' },
  { id: 'log-down', title: 'binary log ↓', direction: 'downstream' },
  { id: 'hex', title: 'hex log', direction: null },
] as const

export type LaneId = (typeof LANES)[number]['id']
export const LANE_IDS: readonly LaneId[] = LANES.map((lane) => lane.id)

/** A write that the peer took longer than this to accept counts as blocked: backpressure. 1 ms. */
export const BLOCKED_AFTER_NS = 1_000_000

/** What a lane does with one frame: `writing` and `blocked` on the copiers, `logging` on the logs. */
export interface Span {
  readonly lane: LaneId
  readonly state: 'writing' | 'blocked' | 'logging'
  readonly start: Nanos
  /** 0 while it lasts. */
  readonly end: Nanos
  readonly direction: Direction
  readonly offset: number
  readonly length: number
}

export function copierLane(direction: Direction): LaneId {
  return direction === 'upstream' ? 'copier-up' : 'copier-down'
}

export function logLane(direction: Direction): LaneId {
  return direction === 'upstream' ? 'log-up' : 'log-down'
}

/**
 * The spans of one frame, one on each lane that handled it. Copier: from read to taken by the peer's socket;
 * binary log: from read to in the file; hex log: from in the file to in the text (left out while neither is
 * known to have begun).
 */
export function spansOf(frame: Frame): Span[] {
  const { direction, offset, length } = frame
  const bytes = { direction, offset, length }
  const taken = frame.takenNs
  const blocked = taken === 0 || taken - frame.readNs > BLOCKED_AFTER_NS
  const spans: Span[] = [
    {
      lane: copierLane(direction),
      state: blocked ? 'blocked' : 'writing',
      start: frame.readNs,
      end: taken,
      ...bytes,
    },
    { lane: logLane(direction), state: 'logging', start: frame.readNs, end: frame.loggedNs, ...bytes },
  ]
  if (frame.textNs !== 0) {
    spans.push({ lane: 'hex', state: 'logging', start: frame.loggedNs, end: frame.textNs, ...bytes })
  }
  return spans
}
