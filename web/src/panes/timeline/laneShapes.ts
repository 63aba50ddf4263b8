import type { Cell, LaneId, Tile } from '@tcpscope/shared/trace'
import { xOf, type TimeView } from './timeView.ts'

/** A stretch of a lane, px. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** What a lane draws, each as intervals that do not touch: how much a drawing has follows from its width. */
export interface LaneShapes {
  /** Writing or logging. */
  readonly busy: readonly Interval[]
  /** All of the writes there were blocked, some of them, or less than one in ten. */
  readonly blocked: readonly Interval[]
  readonly partly: readonly Interval[]
  readonly rarely: readonly Interval[]
}

/** All cells of a lane, in the order of the tiles. */
export function cellsOf(tiles: readonly Tile[], lane: LaneId): Cell[] {
  return tiles.flatMap((tile) => tile.lanes[lane])
}

/**
 * The cells of a lane as stretches of a drawing `width` px wide. Short ones are one pixel, open ones run to
 * the newest moment, and what touches within a pixel becomes one.
 */
export function laneShapes(
  cells: readonly Cell[],
  view: TimeView,
  width: number,
  untilNs: number,
): LaneShapes {
  const busy: Interval[] = []
  const blocked: Interval[] = []
  const partly: Interval[] = []
  const rarely: Interval[] = []
  for (const cell of cells) {
    const from = xOf(view, width, cell.start)
    const to = Math.max(from + 1, xOf(view, width, endOf(cell, untilNs)))
    if (to < 0 || from > width) continue
    const interval = { from: Math.max(-1, from), to: Math.min(width + 1, to) }
    if (cell.blocked === 0) busy.push(interval)
    else if (cell.blocked === cell.count) blocked.push(interval)
    else {
      busy.push(interval)
      if (cell.blocked * 10 < cell.count) rarely.push(interval)
      else partly.push(interval)
    }
  }
  return { busy: join(busy), blocked: join(blocked), partly: join(partly), rarely: join(rarely) }
}

/** When the last span of a cell ended: now, while it lasts. */
export function endOf(cell: Pick<Cell, 'start' | 'end'>, untilNs: number): number {
  return cell.end === 0 ? Math.max(cell.start, untilNs) : cell.end
}

/** Intervals in order, those that overlap or touch within a pixel joined. */
export function join(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const interval of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && interval.from <= last.to + 0.5) {
      if (interval.to > last.to) joined[joined.length - 1] = { from: last.from, to: interval.to }
    } else joined.push(interval)
  }
  return joined
}

/** One SVG path for all intervals of a state: a band of `height` px from `y` down. */
export function bandPath(intervals: readonly Interval[], y: number, height: number): string {
  return intervals
    .map(({ from, to }) => `M${round(from)} ${y}h${round(to - from)}v${height}h${round(from - to)}z`)
    .join('')
}

/** A standing zigzag line, for gaps: a shape of its own, not only a colour. */
export function zigzagPath(x: number, y: number, height: number): string {
  let path = `M${round(x - 2)} ${y}`
  for (let step = 1; step * 4 <= height; step++) path += `L${round(x + (step % 2 ? 2 : -2))} ${y + step * 4}`
  return path
}

/** The cell under a moment: the shortest of those that hold it, give or take `slackNs`. */
export function cellAt(
  cells: readonly Cell[],
  ns: number,
  slackNs: number,
  untilNs: number,
): Cell | undefined {
  let best: Cell | undefined
  let bestLength = Infinity
  for (const cell of cells) {
    const end = endOf(cell, untilNs)
    if (ns < cell.start - slackNs || ns > end + slackNs) continue
    // A cell that is hit rightly comes before one that is only near.
    const length = end - cell.start + (ns < cell.start || ns > end ? untilNs : 0)
    if (length < bestLength) {
      best = cell
      bestLength = length
    }
  }
  return best
}

/** The cell of a lane that is nearest to a moment; the later one of two that are equally near. */
export function nearest(cells: readonly Cell[], ns: number, untilNs: number): Cell | undefined {
  const distance = (cell: Cell) => Math.max(0, cell.start - ns, ns - endOf(cell, untilNs))
  let best: Cell | undefined
  for (const cell of cells) if (!best || distance(cell) <= distance(best)) best = cell
  return best
}

/** The next cell of a lane that begins after a moment (`step` 1) or the last that begins before it (-1). */
export function neighbour(cells: readonly Cell[], ns: number, step: 1 | -1): Cell | undefined {
  const sorted = cells.filter((cell) => cell.bucket >= 0).toSorted((a, b) => a.start - b.start)
  return step === 1 ? sorted.find((cell) => cell.start > ns) : sorted.findLast((cell) => cell.start < ns)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
