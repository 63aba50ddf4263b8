import type { Scenario } from '../base/bench.ts'
import { attached } from './attached.ts'
import { opening } from './opening.ts'
import { painting } from './painting.ts'
import { scrolling } from './scrolling.ts'

/** All scenarios of the page, in the order in which they run. */
export const WEB_SCENARIOS: readonly Scenario[] = [
  attached, // W1
  scrolling, // W2
  painting, // W3
  opening, // W4
]
