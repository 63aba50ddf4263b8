import { meet, pause } from '../stage.ts'
import type { Actor } from './actor.ts'

/** One side finishes at once, the other speaks on: no reply is lost. */
export const halfClosed: Actor = {
  kind: 'half-closed',
  weight: 12,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const byClient = random.chance(0.5)
    const [first, second] = byClient ? [client, target] : [target, client]
    talk.ending = { ...talk.ending, by: [byClient ? 'client' : 'target'] }
    await first.send(random.size(1, 100_000))
    first.finish()
    await second.getsEnd()
    for (let i = random.int(1, 4); i > 0; i--) {
      if (random.chance(0.5)) await pause(stage, random, 800)
      await second.send(random.size(1, 200_000))
    }
    second.finish()
    await first.getsEnd()
    await Promise.all([first.closes(), second.closes()])
  },
}
