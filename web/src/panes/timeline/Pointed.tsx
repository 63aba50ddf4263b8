import { LANE_PX, LANES_TOP, laneY, ROWS_HEIGHT, type Row } from './layout.ts'
import { xOf, type TimeView } from './timeView.ts'
import classes from './Timeline.module.css'

interface PointedProps {
  readonly view: TimeView
  readonly width: number
  /** The area that is chosen; null: none. */
  readonly area: TimeView | null
  /** Where the keyboard's cursor is; null: nowhere. */
  readonly cursor: { readonly lane: Row; readonly ns: number } | null
}

/** What a person points at, over the lanes: an area, and the keyboard's cursor. */
export function Pointed({ view, width, area, cursor }: PointedProps) {
  return (
    <>
      {area && <AreaBand view={view} width={width} area={area} />}
      {cursor && (
        <path
          className={classes.cursor}
          d={`M${xOf(view, width, cursor.ns)} ${laneY(cursor.lane) - 2}v${LANE_PX + 4}`}
        />
      )}
    </>
  )
}

function AreaBand({ view, width, area }: { view: TimeView; width: number; area: TimeView }) {
  // Edges out of view stay just outside of the drawing: a line there would look like an end.
  const from = Math.max(-2, xOf(view, width, area.start))
  const to = Math.min(width + 4, xOf(view, width, area.end))
  return (
    <rect
      className={classes.areaBand}
      data-testid="area"
      x={from}
      y={LANES_TOP - 2}
      width={Math.max(1, to - from)}
      height={ROWS_HEIGHT + 2}
    />
  )
}
