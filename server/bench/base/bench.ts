import type { Load, Target } from '../load/load.ts'
import type { Check } from './check.ts'
import type { House } from './house.ts'
import type { Options } from './options.ts'
import type { Sample } from './rounds.ts'

/** What a scenario works with. */
export interface Bench {
  readonly options: Options
  readonly house: House
  readonly load: Load
  readonly target: Target
  /** By the seed of the run. */
  readonly random: () => number
  /** True when this row of the goals was asked for. */
  readonly wants: (id: string) => boolean
  /** A line for whoever watches, and for the results. */
  readonly note: (text: string) => void
  /** Something went wrong: it is noted in a line, the others go on, and the run ends with 1. */
  readonly fail: (what: string, error: unknown) => void
}

/** A column of figures. */
export interface Metric {
  readonly key: string
  readonly unit: string
}

export interface Findings {
  readonly samples: readonly Sample[]
  readonly metrics: readonly Metric[]
  readonly checks: readonly Check[]
}

/** A family of measurements. */
export interface Scenario {
  /** The rows of the goals it measures; the way to ask for it. */
  readonly ids: readonly string[]
  readonly title: string
  run(bench: Bench): Promise<Findings>
}
