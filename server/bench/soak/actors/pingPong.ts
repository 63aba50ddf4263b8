import { meet, pause } from '../stage.ts'
import { type Actor, finishBoth } from './actor.ts'

/** Question and answer in turns, with pauses: many frames, long lives, across whatever happens to the listener. */
export const pingPong: Actor = {
  kind: 'ping-pong',
  weight: 14,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const rounds = random.size(2, 400)
    const thoughtful = random.chance(0.5)
    for (let round = 0; round < rounds && !stage.ending.aborted; round++) {
      await client.send(random.size(1, 4000))
      await target.gets(client.sent)
      await target.send(random.size(1, 4000))
      await client.gets(target.sent)
      if (thoughtful && random.chance(0.2)) await pause(stage, random, 400)
    }
    await (random.chance(0.5) ? finishBoth(client, target) : finishBoth(target, client))
  },
}
