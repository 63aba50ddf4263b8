import type { SpanList } from '@tcpscope/shared/api'
import { formatBytes, formatMoment, plural } from '../../base/format.ts'
import { xOfMs, type Clock } from './bars.ts'

// Many sessions as columns: how many were alive when, how many began, how many ended badly. Pure.

/** Heights of the rows under the mountain, px. */
export const ROW_PX = 12
const ROWS = 3

export interface ColumnPaths {
  readonly alive: string
  readonly upstream: string
  readonly downstream: string
  readonly broken: string
  /** The most that were alive at once, at the upper edge. */
  readonly most: number
}

/** @param height of the drawing, px */
export function columnPaths(list: SpanList, clock: Clock, height: number): ColumnPaths {
  const { alive, upstreamBytes, downstreamBytes, broken } = list
  const floor = Math.max(20, height - ROWS * ROW_PX - 8)
  const most = Math.max(1, ...alive)
  const edge = (i: number) => {
    const x = xOfMs(clock, list.from + ((list.to - list.from) * i) / alive.length)
    return Math.round(Math.max(-2, Math.min(clock.width + 2, x)) * 10) / 10
  }
  let mountain = `M${edge(0)} ${floor}`
  for (const [i, count] of alive.entries()) {
    if (count === alive[i - 1]) continue
    const y = Math.round((floor - (count / most) * (floor - 6)) * 10) / 10
    mountain += `H${edge(i)}V${y}`
  }
  mountain += `H${edge(alive.length)}V${floor}z`
  const row = (counts: readonly number[], at: number) => {
    const top = Math.max(1, ...counts)
    const y = floor + 4 + at * (ROW_PX + 2)
    return counts
      .map((count, i) => {
        if (count === 0) return ''
        // Amounts differ by powers of ten: so does the height.
        const h = Math.round(Math.max(0.2, Math.log1p(count) / Math.log1p(top)) * ROW_PX * 10) / 10
        return `M${edge(i)} ${y + ROW_PX}v${-h}H${edge(i + 1)}v${h}z`
      })
      .join('')
  }
  return {
    alive: mountain,
    upstream: row(upstreamBytes, 0),
    downstream: row(downstreamBytes, 1),
    broken: row(broken, 2),
    most,
  }
}

/** The column of a moment; -1: none. */
export function columnAt({ from, to, alive }: SpanList, atMs: number): number {
  if (atMs < from || atMs >= to) return -1
  return Math.floor(((atMs - from) * alive.length) / (to - from))
}

/** A column in words, a line each. */
export function columnWords(list: SpanList, i: number): string[] {
  const at = list.from + ((list.to - list.from) * i) / list.alive.length
  const broken = list.broken[i] ?? 0
  return [
    `${formatMoment(Math.floor(at))}: ${plural(list.alive[i] ?? 0, 'session')} alive`,
    `${plural(list.began[i] ?? 0, 'session')} began here: ↑ ${formatBytes(list.upstreamBytes[i] ?? 0)}, ↓ ${formatBytes(list.downstreamBytes[i] ?? 0)} in all`,
    broken === 0 ? 'none ended badly' : `${broken} ended badly (reset, refused, lost)`,
  ]
}
