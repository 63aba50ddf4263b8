import { meet } from '../stage.ts'
import type { Actor } from './actor.ts'

const KB = 1024
const SMALLEST = 64 * KB
const LARGEST = 12 * KB * KB

/** Much at once, one way or both, and each side finishes when it has sent all. */
export const bulk: Actor = {
  kind: 'bulk',
  weight: 6,
  async play({ stage, talk, random }) {
    const { client, target } = await meet(stage, talk, stage.gates.pick(random, false))
    const ways = random.pick(['up', 'down', 'both'])
    const up = ways === 'down' ? 0 : random.size(SMALLEST, LARGEST)
    const down = ways === 'up' ? 0 : random.size(SMALLEST, LARGEST)
    const side = async (end: typeof client, bytes: number): Promise<void> => {
      await end.send(bytes)
      end.finish()
      await end.getsEnd()
      await end.closes()
    }
    await Promise.all([side(client, up), side(target, down)])
  },
}
