import type { Sample } from './rounds.ts'
import { type Spread, spread } from './stats.ts'

/** A goal and what was measured of it. */
export interface Check {
  /** P1 … P11. */
  readonly row: string
  readonly what: string
  readonly goal: { readonly is: '>=' | '<='; readonly value: number; readonly unit: string }
  /** null: not measured, and why. */
  readonly got: Spread | null
  readonly missing?: string
}

/** Whether the median meets the goal; null when nothing was measured. */
export function met({ goal, got }: Check): boolean | null {
  if (!got || !Number.isFinite(got.median)) return null
  return goal.is === '>=' ? got.median >= goal.value : got.median <= goal.value
}

export interface Ratio {
  readonly row: string
  readonly what: string
  readonly test: string
  readonly metric: string
  readonly of: string
  readonly to: string
  readonly is: '>=' | '<='
  readonly value: number
}

/** The ratio of two contestants, taken round by round (the machine's speed drifts between rounds, less within one). */
export function ratio(samples: readonly Sample[], asked: Ratio): Check {
  const { row, what, test, metric, of, to, is, value } = asked
  const counted = samples.filter((sample) => sample.test === test && sample.round > 0)
  const find = (name: string, round: number): number =>
    counted.find((sample) => sample.name === name && sample.round === round)?.values[metric] ?? NaN
  const rounds = [...new Set(counted.map(({ round }) => round))]
  const got = spread(rounds.map((round) => find(of, round) / find(to, round)))
  const check = { row, what, goal: { is, value, unit: '×' } } as const
  if (got.rounds > 0) return { ...check, got }
  const absent = [of, to].filter((name) => !counted.some((sample) => sample.name === name))
  return { ...check, got: null, missing: `${absent.join(', ') || metric}: not measured` }
}

/** A figure that has a goal of its own, not in relation to another. */
export function figure(row: string, what: string, goal: Check['goal'], values: readonly number[]): Check {
  const got = spread(values)
  return got.rounds > 0 ? { row, what, goal, got } : { row, what, goal, got: null, missing: 'not measured' }
}

/** A check that could not be made. */
export function unmeasured(row: string, what: string, goal: Check['goal'], missing: string): Check {
  return { row, what, goal, got: null, missing }
}
