import { scaleLinear } from 'd3-scale'

/** The time in view, ns since a beginning (of a session, or of all that is drawn); start < end. */
export interface TimeView {
  readonly start: number
  readonly end: number
}

/** How the view moves by itself: it shows everything, stays at the newest moment, or stands still. */
export type ViewMode =
  | { readonly kind: 'fit' }
  | { readonly kind: 'follow'; readonly span: number }
  | { readonly kind: 'free'; readonly view: TimeView }

/** The shortest time that fills the view, ns. */
export const MIN_SPAN = 1_000
/** Part of the view that is kept free behind the newest moment. */
const MARGIN = 0.02

/** Everything there is. @param untilNs the newest moment, ns since the beginning */
export function fitView(untilNs: number): TimeView {
  return { start: 0, end: Math.max(MIN_SPAN, untilNs * (1 + MARGIN)) }
}

/** The time in view for a mode. */
export function viewOf(mode: ViewMode, untilNs: number): TimeView {
  switch (mode.kind) {
    case 'fit':
      return fitView(untilNs)
    case 'follow': {
      const end = Math.max(mode.span, untilNs + mode.span * MARGIN)
      return { start: end - mode.span, end }
    }
    case 'free':
      return mode.view
    default:
      return mode satisfies never
  }
}

/** The mode that a view chosen by hand leads to: following goes on while the newest moment is in it. */
export function modeFor(view: TimeView, untilNs: number, live: boolean): ViewMode {
  const all = fitView(untilNs)
  if (view.start <= 0 && view.end >= all.end) return { kind: 'fit' }
  if (live && view.end >= untilNs) return { kind: 'follow', span: view.end - view.start }
  return { kind: 'free', view }
}

/** Keeps a view inside of what there is, with its span as far as possible. */
export function clampView({ start, end }: TimeView, untilNs: number): TimeView {
  const all = fitView(untilNs)
  const span = Math.min(Math.max(MIN_SPAN, end - start), all.end)
  const from = Math.max(0, Math.min(start, all.end - span))
  return { start: from, end: from + span }
}

/** @param factor below 1: closer; the moment `at` stays where it is */
export function zoomView(view: TimeView, factor: number, at: number, untilNs: number): TimeView {
  const span = view.end - view.start
  const next = Math.min(Math.max(MIN_SPAN, span * factor), fitView(untilNs).end)
  const start = at - ((at - view.start) / span) * next
  return clampView({ start, end: start + next }, untilNs)
}

/** The view moved by a time, ns, as far as there is anything to see. */
export function panView({ start, end }: TimeView, byNs: number, untilNs: number): TimeView {
  return clampView({ start: start + byNs, end: end + byNs }, untilNs)
}

/** The time between two moments as far as there is any; null: none. */
export function areaBetween(a: number, b: number, untilNs: number): TimeView | null {
  const start = Math.max(0, Math.floor(Math.min(a, b)))
  const end = Math.min(Math.ceil(untilNs), Math.ceil(Math.max(a, b)))
  return end > start ? { start, end } : null
}

/** Place of a moment, px from the left of a drawing `width` px wide. */
export function xOf({ start, end }: TimeView, width: number, ns: number): number {
  return ((ns - start) / (end - start)) * width
}

/** The moment at a place: the inverse of xOf. */
export function nsAt({ start, end }: TimeView, width: number, x: number): number {
  return start + (x / width) * (end - start)
}

export interface Tick {
  readonly x: number
  readonly label: string
}

const UNITS = [
  { name: 's', ns: 1e9 },
  { name: 'ms', ns: 1e6 },
  { name: 'µs', ns: 1e3 },
  { name: 'ns', ns: 1 },
] as const
const TICK_PX = 110
const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 3 })

/** Ticks of the time axis: round numbers of a unit in which their steps are plain. */
export function timeTicks(view: TimeView, width: number): Tick[] {
  const count = Math.max(1, Math.floor(width / TICK_PX))
  const step = (view.end - view.start) / count
  const unit = UNITS.find(({ ns }) => step >= ns / 10) ?? UNITS[3]
  return scaleLinear()
    .domain([view.start / unit.ns, view.end / unit.ns])
    .ticks(count)
    .map((value) => ({ x: xOf(view, width, value * unit.ns), label: `${NUMBER.format(value)} ${unit.name}` }))
}
