import { meet } from '../stage.ts'
import { type Actor, finishBoth } from './actor.ts'

/** Connect, a hundred bytes each way, close. */
export const short: Actor = {
  kind: 'short',
  weight: 40,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    await client.send(92)
    await target.gets(client.sent)
    await target.send(100)
    await client.gets(target.sent)
    await (random.chance(0.5) ? finishBoth(client, target) : finishBoth(target, client))
  },
}
