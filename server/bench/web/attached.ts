import { watchScenario } from '../scenarios/watchers.ts'
import { browser } from '../scenarios/watcherKinds.ts'

// W1: P7 for the one watcher that this suite is about.

/** Seven rounds of two windows take longer than the other scenarios' minute. */
const BUDGET = 100

export const attached = watchScenario({
  row: 'W1',
  title: 'traffic with a browser attached, and with none',
  watchers: [browser],
  settles: false,
  budgetSeconds: BUDGET,
})
