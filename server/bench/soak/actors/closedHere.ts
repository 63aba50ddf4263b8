import { meet, sessionOf } from '../stage.ts'
import type { Actor } from './actor.ts'

/** A person closes the connection in the dashboard, in the middle of a transfer or while it is idle. */
export const closedHere: Actor = {
  kind: 'closed here',
  weight: 3,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const { id } = await sessionOf(stage, talk)
    talk.ending = { causes: ['closed-here'], by: ['tcpscope'], complete: false }
    const sends = random.chance(0.5)
      ? [client, target].map((end) => end.send(random.size(1000, 1_000_000)))
      : []
    await stage.scope.api.closeSession(id)
    await Promise.all([...sends, client.closes(), target.closes()])
  },
}
