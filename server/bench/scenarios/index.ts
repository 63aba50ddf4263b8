import type { Scenario } from '../base/bench.ts'
import { bigSession } from './bigSession.ts'
import { bulk } from './bulk.ts'
import { held } from './held.ts'
import { pingPong } from './pingPong.ts'
import { redis } from './redis.ts'
import { scale } from './scale.ts'
import { short } from './short.ts'
import { slowEnds } from './slowEnds.ts'
import { startup } from './startup.ts'
import { strict } from './strict.ts'
import { watchers } from './watchers.ts'

/** All scenarios, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  bulk, // P1, P2
  pingPong, // P3
  redis, // P4
  short, // P5
  held, // P6
  watchers, // P7
  bigSession, // P8
  slowEnds, // P9
  strict, // P10
  startup, // P11
  scale,
]
