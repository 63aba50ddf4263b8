import { LANE_IDS, type LaneId } from '@tcpscope/shared/trace'

/** Heights of the drawing, px. */
export const LANE_PX = 14
const PITCH_PX = 19
/** Room for the marks' words above the lanes. */
export const LANES_TOP = 18
export const LANES_HEIGHT = LANE_IDS.length * PITCH_PX
/** The time axis, and the track of the moment that is shown. */
export const AXIS_PX = 16
export const DRAWING_HEIGHT = LANES_TOP + LANES_HEIGHT + AXIS_PX
export const MINIMAP_PX = 20

export function laneY(lane: LaneId): number {
  return LANES_TOP + LANE_IDS.indexOf(lane) * PITCH_PX + (PITCH_PX - LANE_PX) / 2
}

/** The lane at a height; the nearest one above and below the lanes. */
export function laneAtY(y: number): LaneId {
  const row = Math.max(0, Math.min(LANE_IDS.length - 1, Math.floor((y - LANES_TOP) / PITCH_PX)))
  return LANE_IDS[row] ?? 'copier-up'
}
