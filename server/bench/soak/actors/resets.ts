import type { End } from '../end.ts'
import { dial, meet, pause } from '../stage.ts'
import { resetBy } from '../talk.ts'
import type { Actor } from './actor.ts'

/** What must not be: a reset that the other side takes for a proper end. */
export async function seesReset(end: End): Promise<void> {
  await end.when('the socket to close', () => end.closed || end.endedForCertain)
  if (end.endedForCertain) throw new Error(`a reset was passed on as FIN: ${end.describe()}`)
}

/** RST by either side: while nothing goes on, in the middle of a transfer, after the other side's FIN. */
export const reset: Actor = {
  kind: 'reset',
  weight: 12,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const byClient = random.chance(0.5)
    const [by, other] = byClient ? [client, target] : [target, client]
    talk.ending = resetBy(byClient ? 'client' : 'target')
    const moment = random.pick(['idle', 'transfer', 'half-closed'])
    if (moment === 'transfer') {
      const sends = [client, target].map((end) => end.send(random.size(1000, 2_000_000)))
      await pause(stage, random, 30)
      by.reset()
      await Promise.all([...sends, seesReset(other)])
      return
    }
    await other.send(random.size(1, 5000))
    await by.gets(other.sent)
    if (moment === 'half-closed') {
      other.finish()
      await by.getsEnd()
    } else await pause(stage, random, 300)
    by.reset()
    await seesReset(other)
  },
}

/** RST by a client that has just connected and said nothing. */
export const resetAtOnce: Actor = {
  kind: 'reset at once',
  weight: 3,
  async play({ stage, talk, random }) {
    const client = await dial(stage, talk, stage.gates.pick(random, true))
    talk.ending = resetBy('client')
    talk.mayBeNameless = true
    client.reset()
    await client.closes()
  },
}
