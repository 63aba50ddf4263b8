import type { SpanList } from '@tcpscope/shared/api'
import { formatCount } from '../../base/format.ts'
import type { Tick } from '../../widgets/timeview/index.ts'
import { barPaths, inLanes, LANE_PX, type Bar, type Clock, type DrawBytes } from './bars.ts'
import { columnPaths, ROW_PX } from './columns.ts'
import classes from './Swimlanes.module.css'

interface SwimDrawingProps {
  readonly clock: Clock
  /** Of the lanes, px; the axis stands below. */
  readonly height: number
  readonly axisPx: number
  readonly list: SpanList | null
  readonly bars: readonly Bar[]
  readonly bytesOf: DrawBytes
  /** How far the lanes are scrolled, px. */
  readonly top: number
  readonly ticks: readonly Tick[]
  /** The range of time that is chosen, px; or null. */
  readonly range: { readonly from: number; readonly to: number } | null
  /** The moment that is shown, px; or null. */
  readonly asOfX: number | null
  readonly open: Bar | undefined
  readonly cursor: Bar | undefined
}

/** The drawing: a handful of paths, however many sessions there are. */
export function SwimDrawing(props: SwimDrawingProps) {
  const { clock, height, axisPx, list, bars, bytesOf, top, ticks, range, asOfX, open, cursor } = props
  const { width } = clock
  return (
    <svg className={classes.drawing} width={width} height={height + axisPx} aria-hidden="true">
      {list && !list.spans ? (
        <Columns list={list} clock={clock} height={height} />
      ) : (
        <svg width={width} height={height} overflow="hidden">
          <g transform={`translate(0 ${-top})`}>
            <Bars bars={inLanes(bars, top, height)} bytesOf={bytesOf} />
            {open && <path className={classes.open} d={frameOf(open)} />}
            {cursor && <path className={classes.cursor} d={frameOf(cursor)} />}
          </g>
        </svg>
      )}
      {range && <Range from={range.from} to={range.to} width={width} height={height + axisPx} />}
      {asOfX !== null && asOfX >= 0 && asOfX <= width && (
        <path className={classes.asOf} d={`M${asOfX} 0V${height + axisPx}`} />
      )}
      <g className={classes.axis}>
        <path d={`M0 ${height + 0.5}H${width}${ticks.map(({ x }) => `M${x} ${height}v4`).join('')}`} />
        {ticks.map(({ x, label }) => (
          <text key={x} x={x + 3} y={height + 13}>
            {label}
          </text>
        ))}
      </g>
    </svg>
  )
}

function Bars({ bars, bytesOf }: Pick<SwimDrawingProps, 'bars' | 'bytesOf'>) {
  const paths = barPaths(bars, bytesOf)
  return (
    <>
      <path className={classes.body} d={paths.body} />
      <path className={classes.up} d={paths.upstream} />
      <path className={classes.down} d={paths.downstream} />
      {Object.entries(paths.ends).map(([shape, d]) => (
        <path key={shape} className={classes.end} data-shape={shape} d={d} />
      ))}
    </>
  )
}

function Columns({ list, clock, height }: { list: SpanList; clock: Clock; height: number }) {
  const paths = columnPaths(list, clock, height)
  const floor = height - 3 * ROW_PX - 8
  return (
    <>
      <path className={classes.alive} d={paths.alive} />
      <path className={classes.up} d={paths.upstream} />
      <path className={classes.down} d={paths.downstream} />
      <path className={classes.broken} d={paths.broken} />
      <g className={classes.names}>
        <text x={4} y={12}>
          {formatCount(paths.most)} alive at most
        </text>
        {['↑', '↓', '✕'].map((name, i) => (
          <text key={name} x={4} y={floor + 14 + i * (ROW_PX + 2)}>
            {name}
          </text>
        ))}
      </g>
    </>
  )
}

interface RangeProps {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
}

/** What is chosen stays as it is; what is not is shaded. */
function Range({ from, to, width, height }: RangeProps) {
  const a = Math.max(-1, Math.min(width + 1, from))
  const b = Math.max(-1, Math.min(width + 1, Math.max(to, from + 2)))
  return (
    <>
      <path className={classes.outside} d={`M0 0H${a}V${height}H0zM${b} 0H${width}V${height}H${b}z`} />
      <path className={classes.edges} data-testid="swim-range" d={`M${a} 0V${height}M${b} 0V${height}`} />
    </>
  )
}

function frameOf({ from, to, lane }: Bar): string {
  return `M${from - 2} ${lane * LANE_PX + 0.5}H${to + 2}v${LANE_PX - 1}H${from - 2}z`
}
