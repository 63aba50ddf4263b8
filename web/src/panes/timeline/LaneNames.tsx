import { LANE_PX, laneY, ROWS } from './layout.ts'
import { laneTitle } from './spanWords.ts'
import classes from './Timeline.module.css'

const WAITS_HINT =
  'Who is waited for: blue the client, red the target, green the disk, grey tcpscope; with lines it is silent, full it does not read'

/** The names of the lanes, left of them. */
export function LaneNames() {
  return (
    <div className={classes.names}>
      {ROWS.map((row) => (
        <span
          key={row}
          style={{ top: laneY(row), height: LANE_PX }}
          title={row === 'waits' ? WAITS_HINT : undefined}
        >
          {laneTitle(row)}
        </span>
      ))}
    </div>
  )
}
