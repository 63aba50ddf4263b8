import type { Bench } from '../base/bench.ts'
import { noteFailure } from '../base/contestants.ts'
import { interleave, type Rounds, type Sample } from '../base/rounds.ts'

/** What the rounds of one scenario may take, s: all scenarios with what they prepare end within eight minutes. */
const BUDGET = 60
/** The longest that one measurement may take, s; each takes a few. */
const LONGEST = 25

type Plan<C extends { readonly name: string }, T extends { readonly title: string }> = Pick<
  Rounds<C, T>,
  'contestants' | 'tests' | 'measure'
>

/** Rounds of the page's scenarios, which end whatever the page does. */
export function inTurn<C extends { readonly name: string }, T extends { readonly title: string }>(
  bench: Bench,
  plan: Plan<C, T>,
): Promise<Sample[]> {
  return interleave({
    ...plan,
    rounds: bench.options.rounds,
    random: bench.random,
    budgetSeconds: BUDGET,
    longestSeconds: LONGEST,
    onCut: (rounds) => bench.note(`${rounds} of ${bench.options.rounds} rounds: the time for them was over`),
    onFailure: noteFailure(bench),
  })
}
