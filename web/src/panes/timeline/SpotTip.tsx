import { DRAWING_HEIGHT, LANE_PX, laneY, type Row, ROWS } from './layout.ts'
import classes from './Timeline.module.css'

interface SpotTipProps {
  readonly lane: Row
  /** Place of the pointer or the keyboard's cursor, px, and width of the drawing. */
  readonly x: number
  readonly width: number
  readonly words: readonly string[]
  /** Reached by key: assistive programs read it. */
  readonly spoken: boolean
}

/** What a span is, beside it: below the lane, or above it where the pane would cut it off. */
export function SpotTip({ lane, x, width, words, spoken }: SpotTipProps) {
  const below = ROWS.indexOf(lane) < 3
  return (
    <div
      className={classes.tip}
      role={spoken ? 'status' : undefined}
      style={{
        ...(below ? { top: laneY(lane) + LANE_PX + 6 } : { bottom: DRAWING_HEIGHT - laneY(lane) + 6 }),
        ...(x > width / 2 ? { right: width - x + 8 } : { left: x + 8 }),
      }}
    >
      {words.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  )
}
