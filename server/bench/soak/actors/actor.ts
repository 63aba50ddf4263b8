import type { End } from '../end.ts'
import type { Random } from '../random.ts'
import type { Stage } from '../stage.ts'
import type { Talk } from '../talk.ts'

/** What an actor is given: one talk, which it dials, plays at both ends, and says the ending of. */
export interface Scene {
  readonly stage: Stage
  readonly talk: Talk
  /** Of this talk alone: its choices depend on nothing but the seed and the talk's number. */
  readonly random: Random
}

export interface Actor {
  readonly kind: string
  /** How often, against the others. */
  readonly weight: number
  /** Plays to the end; what it throws is a fault, but for Missed. */
  play(scene: Scene): Promise<void>
}

/** FIN from both, and both have seen the other's. */
export async function finishBoth(first: End, second: End): Promise<void> {
  first.finish()
  await second.getsEnd()
  second.finish()
  await first.getsEnd()
  await Promise.all([first.closes(), second.closes()])
}
