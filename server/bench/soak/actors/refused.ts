import { dial } from '../stage.ts'
import type { Actor } from './actor.ts'
import { seesReset } from './resets.ts'

/** The target refuses: the client is reset, and the session says why. */
export const refused: Actor = {
  kind: 'refused',
  weight: 5,
  async play({ stage, talk }) {
    talk.ending = { causes: ['refused'], by: ['target'], complete: false }
    const client = await dial(stage, talk, stage.gates.refusing())
    await seesReset(client)
    if (client.errorCode !== 'ECONNRESET') throw new Error(`not reset: ${client.describe()}`)
  },
}
