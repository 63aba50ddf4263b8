import type { Scenario } from '../base/bench.ts'
import { bulk } from './bulk.ts'
import { pingPong } from './pingPong.ts'
import { short } from './short.ts'

/** All scenarios, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [bulk, pingPong, short]
