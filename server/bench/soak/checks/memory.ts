import type { Sample } from '../samples.ts'

/** What memory may do in the second half of a run. */
export interface MemoryLimits {
  /** Growth of the low points, bytes a minute. */
  readonly growth: number
  /** The end against the middle of everything after the warm-up. */
  readonly ratio: number
}

export interface MemoryVerdict {
  /** Low points of the second half: how they grow, bytes a minute; null when the run is too short to say. */
  readonly growth: number | null
  readonly median: number
  readonly last: number
  readonly highest: number
  readonly wrong: string[]
}

const MINUTE_MS = 60_000
/** A run shorter than this is all warm-up: of its growth nothing can be said. */
const SHORTEST_MS = 6 * MINUTE_MS
/** Garbage comes and goes: the lowest of so long a time counts. */
const WINDOW_MS = 15_000

/** Whether memory has stopped growing. @param samples in order, of the time when there was traffic */
export function judgeMemory(samples: readonly Sample[], limits: MemoryLimits): MemoryVerdict {
  const end = samples.at(-1)?.at ?? 0
  const late = samples.filter(({ at }) => at >= end / 2)
  const settled = late.map(({ anonymous }) => anonymous)
  const [middle, last] = [median(settled), median(settled.slice(-3))]
  const growth = end < SHORTEST_MS ? null : slope(lowPoints(late)) * MINUTE_MS
  const wrong: string[] = []
  if (growth !== null && growth > limits.growth) {
    wrong.push(`memory grows by ${kb(growth)} a minute; ${kb(limits.growth)} are allowed`)
  }
  if (last > limits.ratio * middle) wrong.push(`memory ends at ${kb(last)}, ${kb(middle)} was the middle`)
  return { growth, median: middle, last, highest: Math.max(0, ...samples.map(({ rss }) => rss)), wrong }
}

interface Point {
  readonly at: number
  readonly anonymous: number
}

function lowPoints(samples: readonly Sample[]): Point[] {
  const lowest = new Map<number, Point>()
  for (const sample of samples) {
    const window = Math.floor(sample.at / WINDOW_MS)
    const before = lowest.get(window)
    if (!before || sample.anonymous < before.anonymous) lowest.set(window, sample)
  }
  return [...lowest.values()]
}

/** Least squares, bytes a millisecond. */
function slope(points: readonly Point[]): number {
  const [x, y] = [mean(points.map(({ at }) => at)), mean(points.map(({ anonymous }) => anonymous))]
  const above = points.reduce((sum, { at, anonymous }) => sum + (at - x) * (anonymous - y), 0)
  const below = points.reduce((sum, { at }) => sum + (at - x) ** 2, 0)
  return below === 0 ? 0 : above / below
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const kb = (bytes: number): string => `${Math.round(bytes / 1024).toLocaleString('en')} KB`
