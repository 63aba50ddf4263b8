import { meet, pause } from '../stage.ts'
import { type Actor, finishBoth } from './actor.ts'

/** One side sends what the other takes only now and then: the sender is held, nothing is lost. */
export const slowReader: Actor = {
  kind: 'slow reader',
  weight: 4,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const [sender, reader] = random.chance(0.5) ? [client, target] : [target, client]
    reader.socket.pause()
    const sending = sender.send(random.size(100_000, 8_000_000))
    for (let i = random.int(1, 4); i > 0; i--) {
      await pause(stage, random, 700)
      reader.socket.resume()
      await pause(stage, random, 20)
      reader.socket.pause()
    }
    await pause(stage, random, 700)
    reader.socket.resume()
    await sending
    await finishBoth(sender, reader)
  },
}
