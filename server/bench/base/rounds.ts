import { within } from '../../test/kit/until.ts'
import { watchForeignCpu } from './procfs.ts'
import { shuffled } from './stats.ts'

/** One measurement: numbers by name. */
export interface Sample {
  /** Who: tcpscope, haproxy, … or what state things were in. */
  readonly name: string
  readonly test: string
  /** From 1; round 0 warmed up and does not count. */
  readonly round: number
  readonly values: Readonly<Record<string, number>>
  /** Share of the machine that others took meanwhile. */
  readonly foreign: number
}

/** Above this share of foreign CPU a measurement is called disturbed. */
export const DISTURBED = 0.05

export interface Rounds<C extends { readonly name: string }, T extends { readonly title: string }> {
  readonly rounds: number
  /** False: no round to warm up. */
  readonly warmUp?: boolean
  readonly contestants: readonly C[]
  readonly tests: readonly T[]
  readonly random: () => number
  /** False: this one does not take part in that. */
  readonly takesPart?: (contestant: C, test: T) => boolean
  /** After so many seconds no further round begins; one that counts is made in any case. */
  readonly budgetSeconds?: number
  /** Told when the time did not suffice for all rounds, and how many of those that count there are. */
  readonly onCut?: (rounds: number) => void
  /** A measurement that takes longer than so many seconds has failed. */
  readonly longestSeconds?: number
  /** Throws when it went wrong; the others go on. */
  measure(contestant: C, test: T, round: number): Promise<Record<string, number>>
  /** Told of each measurement that failed. */
  onFailure(contestant: NoInfer<C>, test: NoInfer<T>, error: unknown): void
}

/**
 * In each round everybody runs every test, those of one test right after each other in an order of chance. A first
 * round warms up code and memory: it is numbered 0.
 */
export async function interleave<C extends { readonly name: string }, T extends { readonly title: string }>(
  plan: Rounds<C, T>,
): Promise<Sample[]> {
  const samples: Sample[] = []
  const { budgetSeconds = Infinity, longestSeconds } = plan
  const began = performance.now()
  for (let round = plan.warmUp === false ? 1 : 0; round <= plan.rounds; round++) {
    if (round > 1 && performance.now() - began >= budgetSeconds * 1000) {
      plan.onCut?.(round - 1)
      break
    }
    for (const test of plan.tests) {
      for (const contestant of shuffled(plan.contestants, plan.random)) {
        if (plan.takesPart?.(contestant, test) === false) continue
        const foreign = watchForeignCpu()
        try {
          const measured = plan.measure(contestant, test, round)
          const values =
            longestSeconds === undefined
              ? await measured
              : await within('a measurement to end', measured, longestSeconds * 1000)
          samples.push({ name: contestant.name, test: test.title, round, values, foreign: foreign.stop() })
        } catch (error) {
          plan.onFailure(contestant, test, error)
        }
      }
    }
  }
  return samples
}
