import type { Sample } from '../samples.ts'

/** What memory may do in the second half of a run, as parts of its median there. */
export interface MemoryLimits {
  /** How far the line through the low points rises from the beginning of that half to its end. */
  readonly rise: number
  /** How far above the median it may be at the end. */
  readonly atEnd: number
}

export interface MemoryVerdict {
  /** How far the low points rise over the second half, bytes; null when the run is too short to say. */
  readonly rise: number | null
  readonly median: number
  readonly last: number
  readonly highest: number
  readonly wrong: string[]
}

/** A run shorter than this is all warm-up, and has too few low points: of its growth nothing can be said. */
const SHORTEST_MS = 8 * 60_000
/** Garbage comes and goes: the lowest of so long a time counts. */
const WINDOW_MS = 60_000

/** Whether memory has stopped growing. @param samples in order, of the time when there was traffic */
export function judgeMemory(samples: readonly Sample[], limits: MemoryLimits): MemoryVerdict {
  const end = samples.at(-1)?.at ?? 0
  const late = samples.filter(({ at }) => at >= end / 2)
  const sizes = late.map(({ anonymous }) => anonymous)
  const [middle, last] = [median(sizes), median(sizes.slice(-3))]
  const rise = end < SHORTEST_MS ? null : slope(lowPoints(late, end)) * (end / 2)
  const wrong: string[] = []
  if (rise !== null && rise > limits.rise * middle) {
    wrong.push(`MEMORY GROWS: by ${kb(rise)} in the second half; its median is ${kb(middle)}`)
  }
  if (last > (1 + limits.atEnd) * middle)
    wrong.push(`memory ends at ${kb(last)}; the median is ${kb(middle)}`)
  return { rise, median: middle, last, highest: Math.max(0, ...samples.map(({ rss }) => rss)), wrong }
}

interface Point {
  readonly at: number
  readonly anonymous: number
}

/** Of whole windows, counted from the end: part of one would have too few samples to find its low point. */
function lowPoints(samples: readonly Sample[], end: number): Point[] {
  const whole = Math.floor(end / 2 / WINDOW_MS)
  const lowest = new Map<number, Point>()
  for (const sample of samples) {
    const window = Math.floor((end - sample.at) / WINDOW_MS)
    const before = lowest.get(window)
    if (window < whole && (!before || sample.anonymous < before.anonymous)) lowest.set(window, sample)
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
