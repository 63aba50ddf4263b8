import { memo, useId } from 'react'
import type { SessionMark } from '@tcpscope/shared/api'
import { LANES, type LaneId, type Tile } from '@tcpscope/shared/trace'
import { FrameBand } from './FrameBand.tsx'
import { bandPath, cellsOf, laneShapes, zigzagPath } from './laneShapes.ts'
import { LANE_PX, LANES_TOP, laneY, ROWS_HEIGHT } from './layout.ts'
import type { MarkTick } from './markTicks.ts'
import type { Stretch } from './stretches.ts'
import { timeTicks, xOf, type TimeView } from './timeView.ts'
import type { SelectedTimes } from './useFrameTimes.ts'
import type { WaitPiece } from './waitShapes.ts'
import { WaitStrip } from './WaitStrip.tsx'
import classes from './Timeline.module.css'

interface LanesProps {
  readonly view: TimeView
  readonly width: number
  readonly untilNs: number
  readonly tiles: readonly Tile[]
  readonly pieces: readonly WaitPiece[]
  readonly stretches: Readonly<Record<LaneId, readonly Stretch[]>>
  readonly ticks: readonly MarkTick[]
  readonly gaps: readonly SessionMark[]
  readonly selected: SelectedTimes | null
}

/** The drawing: marks above, five lanes, who is waited for, the time axis below. One path a lane and state. */
export const Lanes = memo(function Lanes(props: LanesProps) {
  const { view, width, untilNs, tiles, pieces, stretches, ticks, gaps, selected } = props
  const hatch = useId()
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line className={classes.hatch} x1="0" y1="0" x2="0" y2="6" />
        </pattern>
      </defs>
      {LANES.map(({ id, direction }) => {
        const y = laneY(id)
        const shapes = laneShapes(cellsOf(tiles, id), view, width, untilNs)
        const quiet = (states: readonly Stretch['state'][]) =>
          bandPath(
            stretches[id]
              .filter(({ state }) => states.includes(state))
              .map(({ start, end }) => ({
                from: Math.max(-1, xOf(view, width, start)),
                to: Math.min(width + 1, xOf(view, width, end)),
              }))
              .filter(({ from, to }) => to > from),
            y + 3,
            LANE_PX - 6,
          )
        const copier = id === 'copier-up' || id === 'copier-down'
        return (
          <g key={id} data-lane={id}>
            <path className={classes.quiet} fill={`url(#${hatch})`} d={quiet(['waiting', 'idle'])} />
            <path className={classes.connecting} d={quiet(['connecting'])} />
            <path
              className={copier ? classes.writing : classes.logging}
              data-direction={direction ?? undefined}
              d={bandPath(shapes.busy, y, LANE_PX)}
            />
            <path className={classes.blocked} d={bandPath(shapes.blocked, y, LANE_PX)} />
            <path className={classes.blocked} d={bandPath(shapes.partly, y + LANE_PX / 2, LANE_PX / 2)} />
            <path className={classes.blocked} d={bandPath(shapes.rarely, y + LANE_PX - 2, 2)} />
          </g>
        )
      })}
      <WaitStrip pieces={pieces} view={view} width={width} />
      <path
        className={classes.gap}
        d={gaps
          .map((gap) => ({
            x: xOf(view, width, gap.timeNs),
            y: laneY(gap.direction === 'upstream' ? 'log-up' : 'log-down'),
          }))
          .filter(({ x }, i, all) => x >= 0 && x <= width && (i === 0 || x - (all[i - 1]?.x ?? 0) > 1))
          .map(({ x, y }) => zigzagPath(x, y, LANE_PX))
          .join('')}
      />
      <Marks ticks={ticks} />
      {selected && (
        <FrameBand
          view={view}
          width={width}
          times={selected}
          className={classes.selected}
          testId="selected-span"
        />
      )}
      <Axis view={view} width={width} />
    </>
  )
})

function Marks({ ticks }: { ticks: readonly MarkTick[] }) {
  return ticks.map(({ x, label, before, title, kind }) => (
    <g key={x} className={classes.mark} data-kind={kind}>
      <title>{title}</title>
      <path d={`M${x} 2V${LANES_TOP + ROWS_HEIGHT}`} />
      {label !== '' && (
        <text x={before ? x - 4 : x + 4} y={11} textAnchor={before ? 'end' : 'start'}>
          {label}
        </text>
      )}
    </g>
  ))
}

function Axis({ view, width }: { view: TimeView; width: number }) {
  const y = LANES_TOP + ROWS_HEIGHT
  const ticks = timeTicks(view, width)
  return (
    <g className={classes.axis}>
      <path d={`M0 ${y + 0.5}H${width}${ticks.map(({ x }) => `M${x} ${y}v4`).join('')}`} />
      {ticks.map(({ x, label }) => (
        <text key={label} x={x + 3} y={y + 12}>
          {label}
        </text>
      ))}
    </g>
  )
}
