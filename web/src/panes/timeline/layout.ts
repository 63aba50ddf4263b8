import { LANE_IDS, type LaneId } from '@tcpscope/shared/trace'

/** Heights of the drawing, px. */
export const LANE_PX = 14
const PITCH_PX = 19
/** Room for the marks' words above the lanes. */
export const LANES_TOP = 18
/** The time axis, and the track of the moment that is shown. */
export const AXIS_PX = 16
/** A lane, or the strip below them that says who is waited for. */
export type Row = LaneId | 'waits'
export const ROWS: readonly Row[] = [...LANE_IDS, 'waits']
/** Of the lanes and the strip. */
export const ROWS_HEIGHT = ROWS.length * PITCH_PX
export const DRAWING_HEIGHT = LANES_TOP + ROWS_HEIGHT + AXIS_PX
export const MINIMAP_PX = 20

/** The upper edge of a row, px from the top of the drawing. */
export function laneY(row: Row): number {
  return LANES_TOP + ROWS.indexOf(row) * PITCH_PX + (PITCH_PX - LANE_PX) / 2
}

export const WAITS_Y = laneY('waits')

/** The row at a height; the nearest one above and below them. */
export function rowAtY(y: number): Row {
  const row = Math.max(0, Math.min(ROWS.length - 1, Math.floor((y - LANES_TOP) / PITCH_PX)))
  return ROWS[row] ?? 'copier-up'
}

/** The edge of what stands beside a row, px: below it, or above it where the pane would cut that off. */
export function edgeBeside(row: Row): { readonly top: number } | { readonly bottom: number } {
  return ROWS.indexOf(row) < 3
    ? { top: laneY(row) + LANE_PX + 6 }
    : { bottom: DRAWING_HEIGHT - laneY(row) + 6 }
}
