import type { ActivityList, ActivityQuery, SessionActivity } from '@tcpscope/shared/api'
import { MAX_ACTIVITY_BINS, MAX_ACTIVITY_IDS } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { formatBytes, formatDuration, formatMoment } from '../../base/format.ts'
import { BAR_PX, type Bar, type Clock, type DrawBytes, xOfMs } from './bars.ts'
import { windowFor } from './useClockView.ts'

// When bytes were moved, within the bars: upstream above the middle, downstream below. Pure.

/** Width of a column, px. A bar that has not a few of them says no more than its shares do. */
const COLUMN_PX = 4
const LEAST_BAR_PX = 4 * COLUMN_PX

/** What is known of when sessions moved bytes. */
export interface ActivityMap {
  /** The stretch, ms since 1970, and how long a column is, ms. */
  readonly from: number
  readonly columnMs: number
  /** The most that a direction moved in a column. */
  readonly most: number
  readonly sessions: ReadonlyMap<SessionId, SessionActivity>
}

/** What the server told, as it is drawn. */
export function activityMap({ from, to, bins, sessions }: ActivityList): ActivityMap {
  let most = 1
  for (const { upstream, downstream } of sessions) {
    for (const bytes of upstream) most = Math.max(most, bytes)
    for (const bytes of downstream) most = Math.max(most, bytes)
  }
  return { from, columnMs: (to - from) / bins, most, sessions: new Map(sessions.map((one) => [one.id, one])) }
}

/**
 * What to ask for, for the bars in view: the widest of them, when there are too many.
 * @returns null: nothing
 */
export function activityQuery(bars: readonly Bar[], clock: Clock): ActivityQuery | null {
  const wide = bars.filter(
    ({ span, from, to }) => to - from >= LEAST_BAR_PX && span.upstreamBytes + span.downstreamBytes > 0,
  )
  if (wide.length === 0) return null
  const ids = wide
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MAX_ACTIVITY_IDS)
    .map(({ span }) => span.id)
    .toSorted()
  const { from, to } = windowFor(clock.originMs, clock.view)
  const shownMs = (clock.view.end - clock.view.start) / 1e6
  const bins = Math.ceil((((to - from) / Math.max(1, shownMs)) * clock.width) / COLUMN_PX)
  return { ids: ids.join(','), from, to, bins: Math.max(1, Math.min(MAX_ACTIVITY_BINS, bins)) }
}

/** Draws each bar's bytes column by column. Amounts differ by powers of ten: so does the height. */
export function drawActivity(known: ActivityMap | null, clock: Clock): DrawBytes {
  return ({ span, from, to }, y) => {
    const own = known?.sessions.get(span.id)
    if (!known || !own) return null
    const middle = y + BAR_PX / 2
    const draw = (counts: readonly number[], sign: 1 | -1): string => {
      let path = ''
      for (let i = 0; i < counts.length; i++) {
        const bytes = counts[i]!
        if (bytes === 0) continue
        const height = heightOf(bytes, known.most)
        let last = i
        // Neighbours of the same height are one.
        while (last + 1 < counts.length && heightOf(counts[last + 1]!, known.most) === height) last++
        const edge = (column: number) =>
          Math.max(from, Math.min(to, xOfMs(clock, known.from + (own.first + column) * known.columnMs)))
        const [a, b] = [round(edge(i)), round(edge(last + 1))]
        i = last
        if (b > a) path += `M${a} ${middle}v${-sign * height}H${b}V${middle}z`
      }
      return path
    }
    return { upstream: draw(own.upstream, 1), downstream: draw(own.downstream, -1) }
  }
}

/** Part of the bar's half, px, in steps that can be told apart; something is always seen. */
function heightOf(bytes: number, most: number): number {
  if (bytes === 0) return 0
  return Math.max(1, Math.round((Math.log1p(bytes) / Math.log1p(most)) * BAR_PX) / 2)
}

/**
 * In words: what a session moved at a moment, or, when none is pointed at, when it moved most.
 * @param atMs ms since 1970; null: no moment
 */
export function activityWords(known: ActivityMap | null, id: SessionId, atMs: number | null): string[] {
  const own = known?.sessions.get(id)
  if (!known || !own || own.upstream.length === 0) return []
  const lasts = formatDuration(known.columnMs * 1e6)
  const words = (i: number) =>
    `↑ ${formatBytes(own.upstream[i] ?? 0)}, ↓ ${formatBytes(own.downstream[i] ?? 0)} within ${lasts}`
  if (atMs !== null) return [`here ${words(Math.floor((atMs - known.from) / known.columnMs) - own.first)}`]
  const sums = own.upstream.map((bytes, i) => bytes + own.downstream[i]!)
  const most = sums.indexOf(Math.max(...sums))
  if (sums[most] === 0) return []
  const begins = formatMoment(Math.floor(known.from + (own.first + most) * known.columnMs)).slice(11)
  return [`busiest at ${begins}: ${words(most)}`]
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
