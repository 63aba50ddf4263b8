import { endOf, isLive, isOrderly, type SessionSpan } from '@tcpscope/shared/api'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { xOf, type TimeView } from '../../widgets/timeview/index.ts'

// Sessions as bars, in lanes. Pure. Times of a view are ns since `originMs`.

export const LANE_PX = 14
export const BAR_PX = 10
/** A bar is at least this wide, px, and keeps this distance from the next one of its lane. */
const LEAST_PX = 3
const APART_PX = 8
/** How near the pointer must be to a bar, px. */
const NEAR_PX = 5

export interface Bar {
  readonly span: SessionSpan
  readonly lane: number
  /** Its ends, px; beyond the drawing where it is cut off. */
  readonly from: number
  readonly to: number
}

export interface BarLayout {
  readonly bars: readonly Bar[]
  readonly lanes: number
}

export interface Clock {
  readonly view: TimeView
  readonly width: number
  readonly originMs: number
  /** Until when live sessions reach. */
  readonly nowMs: number
}

/** Place of a moment on the clock, px. */
export function xOfMs({ view, width, originMs }: Clock, atMs: number): number {
  return xOf(view, width, (atMs - originMs) * NANOS_PER_MS)
}

/**
 * Puts sessions into lanes.
 * @param spans newest first
 * @param packed as few lanes as keep the bars apart, the oldest on top; else one a session, the newest on top
 */
export function layBars(spans: readonly SessionSpan[], clock: Clock, packed: boolean): BarLayout {
  const placed = spans.map((span) => {
    const from = xOfMs(clock, span.startedAtMs)
    const end = xOfMs(clock, Math.max(span.startedAtMs, Math.min(endOf(span), clock.nowMs)))
    return { span, from: Math.max(-2, from), to: Math.min(clock.width + 2, Math.max(end, from + LEAST_PX)) }
  })
  const seen = placed.filter(({ from, to }) => to >= 0 && from <= clock.width)
  if (!packed) return { bars: seen.map((bar, lane) => ({ ...bar, lane })), lanes: seen.length }
  const ends: number[] = []
  const bars = seen
    .toSorted((a, b) => a.span.startedAtMs - b.span.startedAtMs || (a.span.id < b.span.id ? -1 : 1))
    .map((bar) => {
      const free = ends.findIndex((end) => end + APART_PX <= bar.from)
      const lane = free === -1 ? ends.length : free
      ends[lane] = bar.to
      return { ...bar, lane }
    })
  return { bars, lanes: ends.length }
}

/** How a session ended, as a shape at the end of its bar. */
export type EndShape = 'live' | 'orderly' | 'reset' | 'unreached' | 'silent' | 'lost'

/** The shape that stands for how a session ended. */
export function endShape({ state, close }: Pick<SessionSpan, 'state' | 'close'>): EndShape {
  if (isLive({ state }) || close === null) return 'live'
  if (isOrderly(close.cause)) return 'orderly'
  switch (close.cause) {
    case 'reset':
      return 'reset'
    case 'timeout':
      return 'silent'
    case 'refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'unresolved':
    case 'denied':
      return 'unreached'
    default:
      return 'lost'
  }
}

/** What is drawn: one path of each kind, however many bars there are. */
export interface BarPaths {
  /** Sessions without a byte, and the frame of all others. */
  readonly body: string
  readonly upstream: string
  readonly downstream: string
  readonly ends: Readonly<Record<EndShape, string>>
}

/** Draws the bytes of each direction into a bar whose upper edge is at `y`, px. */
export type DrawBytes = (
  bar: Bar,
  y: number,
) => { readonly upstream: string; readonly downstream: string } | null

/** The bars of the lanes that are in view. @param top how far the lanes are scrolled, px @param height in view, px */
export function inLanes(bars: readonly Bar[], top: number, height: number): readonly Bar[] {
  const [first, last] = [Math.floor(top / LANE_PX), Math.ceil((top + height) / LANE_PX)]
  return bars.filter(({ lane }) => lane >= first && lane <= last)
}

/** @param bytesOf draws when a session's bytes were moved; null: that is not known, the directions share the bar */
export function barPaths(bars: readonly Bar[], bytesOf: DrawBytes = () => null): BarPaths {
  let [body, upstream, downstream] = ['', '', '']
  const ends = { live: '', orderly: '', reset: '', unreached: '', silent: '', lost: '' }
  for (const bar of bars) {
    const { span, lane, from, to } = bar
    const y = lane * LANE_PX + (LANE_PX - BAR_PX) / 2
    const width = to - from
    body += rect(from, y, width, BAR_PX)
    const bytes = span.upstreamBytes + span.downstreamBytes
    const drawn = bytesOf(bar, y)
    if (drawn) {
      upstream += drawn.upstream
      downstream += drawn.downstream
    } else if (bytes > 0) {
      const up = shareOf(span.upstreamBytes, bytes) * BAR_PX
      if (up > 0) upstream += rect(from, y, width, up)
      if (up < BAR_PX) downstream += rect(from, y + up, width, BAR_PX - up)
    }
    const shape = endShape(span)
    ends[shape] += endPath(shape, to, lane * LANE_PX + LANE_PX / 2)
  }
  return { body, upstream, downstream, ends }
}

/** A direction's part of the height: what there is is seen, be it ever so little. */
function shareOf(part: number, all: number): number {
  if (part === 0 || part === all) return part / all
  return Math.min(0.8, Math.max(0.2, part / all))
}

/** The shape of an end whose bar ends at `x`, around the height `y`, px. */
export function endPath(shape: EndShape, x: number, y: number): string {
  const at = round(x)
  switch (shape) {
    case 'live':
      return `M${at} ${y - 5}l5 5l-5 5z`
    case 'orderly':
      return `M${at} ${y - 6}h1.5v12h-1.5z`
    case 'reset':
      return `M${at - 1} ${y - 4}l7 8m-7 0l7 -8`
    case 'unreached':
      return `M${at} ${y + 4}h8l-4 -8z`
    case 'silent':
      return `M${at} ${y - 4}h7l-7 8h7z`
    case 'lost':
      return `M${at} ${y}l4 -4.5l4 4.5l-4 4.5z`
    default:
      return shape satisfies never
  }
}

/** The bar at a place (px), or the one nearest to it in its lane. */
export function barAt(bars: readonly Bar[], x: number, y: number): Bar | undefined {
  const lane = Math.floor(y / LANE_PX)
  const distance = ({ from, to }: Bar) => Math.max(0, from - x, x - to)
  return bars
    .filter((bar) => bar.lane === lane && distance(bar) <= NEAR_PX)
    .toSorted((a, b) => distance(a) - distance(b))[0]
}

/** Where an arrow key leads: the session that began next or before, or the nearest one in the lane above or below. */
export function stepBar(bars: readonly Bar[], from: Bar | undefined, key: string): Bar | undefined {
  const sorted = bars.toSorted((a, b) => a.span.startedAtMs - b.span.startedAtMs || a.lane - b.lane)
  if (!from) return sorted.at(-1)
  const at = sorted.findIndex(({ span }) => span.id === from.span.id)
  if (key === 'ArrowRight') return sorted[at + 1]
  if (key === 'ArrowLeft') return sorted[at - 1]
  const lane = from.lane + (key === 'ArrowDown' ? 1 : -1)
  return sorted
    .filter((bar) => bar.lane === lane)
    .toSorted((a, b) => Math.abs(a.from - from.from) - Math.abs(b.from - from.from))[0]
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
