import { dial, pause } from '../stage.ts'
import { resetBy } from '../talk.ts'
import type { Actor } from './actor.ts'

/** Connects, says nothing for a while, and goes: by FIN or by RST. */
export const silent: Actor = {
  kind: 'silent',
  weight: 12,
  async play({ stage, talk, random }) {
    const client = await dial(stage, talk, stage.gates.pick(random, true))
    await pause(stage, random, 6000)
    if (random.chance(0.7)) {
      client.finish()
      await client.getsEnd()
    } else {
      talk.ending = resetBy('client')
      // The pause may have been none.
      talk.mayBeNameless = true
      client.reset()
    }
    await client.closes()
  },
}
