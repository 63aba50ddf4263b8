import { useRef, useState, type PointerEvent } from 'react'
import type { Tile } from '@tcpscope/shared/trace'
import { bandPath, cellsOf, laneShapes } from './laneShapes.ts'
import { MINIMAP_PX } from './layout.ts'
import { clampView, fitView, nsAt, xOf, type TimeView } from './timeView.ts'
import classes from './Timeline.module.css'

interface MinimapProps {
  readonly width: number
  readonly untilNs: number
  readonly overview: readonly Tile[]
  readonly view: TimeView
  readonly onView: (view: TimeView) => void
}

/** The whole session in two thin bands; the window on it can be dragged, a click beside it moves it there. */
export function Minimap({ width, untilNs, overview, view, onView }: MinimapProps) {
  const all = fitView(untilNs)
  const root = useRef<SVGSVGElement>(null)
  const [grip, setGrip] = useState<number | null>(null)
  const from = xOf(all, width, view.start)
  const to = Math.max(from + 3, xOf(all, width, view.end))

  const nsUnder = (event: PointerEvent) =>
    nsAt(all, width, event.clientX - (root.current?.getBoundingClientRect().left ?? 0))
  const moveTo = (start: number) =>
    onView(clampView({ start, end: start + (view.end - view.start) }, untilNs))
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || width === 0) return
    const ns = nsUnder(event)
    const inside = ns >= view.start && ns <= view.end
    const hold = inside ? ns - view.start : (view.end - view.start) / 2
    root.current?.setPointerCapture(event.pointerId)
    setGrip(hold)
    if (!inside) moveTo(ns - hold)
  }
  const band = (MINIMAP_PX - 6) / 2
  return (
    <svg
      ref={root}
      className={classes.minimap}
      width={width}
      height={MINIMAP_PX}
      aria-hidden="true"
      onPointerDown={down}
      onPointerMove={(event) => {
        if (grip !== null) moveTo(nsUnder(event) - grip)
      }}
      onPointerUp={() => setGrip(null)}
      onPointerCancel={() => setGrip(null)}
    >
      {(['copier-up', 'copier-down'] as const).map((lane, row) => {
        const { busy, blocked } = laneShapes(cellsOf(overview, lane), all, width, untilNs)
        const y = 2 + row * (band + 2)
        return (
          <g key={lane}>
            <path
              className={classes.writing}
              data-direction={row === 0 ? 'upstream' : 'downstream'}
              d={bandPath(busy, y, band)}
            />
            <path className={classes.blocked} d={bandPath(blocked, y, band)} />
          </g>
        )
      })}
      <path
        className={classes.shade}
        d={`M0 0H${from}V${MINIMAP_PX}H0zM${to} 0H${width}V${MINIMAP_PX}H${to}z`}
      />
      <rect
        className={classes.window}
        x={from + 0.5}
        y={0.5}
        width={Math.max(2, to - from - 1)}
        height={MINIMAP_PX - 1}
      />
    </svg>
  )
}
