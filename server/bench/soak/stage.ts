import { connect } from 'node:net'
import type { Session } from '@tcpscope/shared/api'
import type { Scope } from '../../test/kit/scope.ts'
import { until } from '../../test/kit/until.ts'
import { End } from './end.ts'
import type { Faults } from './faults.ts'
import type { Flow } from './flow.ts'
import type { Gate, Gates } from './gates.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'
import type { Talk } from './talk.ts'
import type { SoakTarget } from './target.ts'

export interface Stage {
  readonly scope: Scope
  readonly targets: readonly SoakTarget[]
  readonly gates: Gates
  readonly ledger: Ledger
  readonly flow: Flow
  readonly faults: Faults
  /** Aborted when it is time to come to an end. */
  readonly ending: AbortSignal
  /** Longest that an actor waits of its own accord, ms. */
  readonly longestPauseMs: number
}

/** The listener was stopped, moved or deleted in the moment of the connect: there is no talk and no session. */
export class Missed extends Error {}

/** A time of about `meanMs`, at most the stage's longest; ends early when the run does. */
export function pause(stage: Stage, random: Random, meanMs: number): Promise<void> {
  const { ending, longestPauseMs } = stage
  if (ending.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      ending.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(longestPauseMs, -Math.log(1 - random.next()) * meanMs))
    ending.addEventListener('abort', done)
  })
}

/**
 * Dials a listener. The connection may be reset in the very moment after it was made: that is left to the caller.
 * @throws Missed when the listener is one that is edited and does not let us in
 */
export async function dial(stage: Stage, talk: Talk, gate: Gate): Promise<End> {
  const { port } = gate
  if (port === null) throw new Missed('the listener is stopped')
  talk.listener = gate.id
  const socket = connect({
    port,
    host: '127.0.0.1',
    localAddress: talk.address,
    allowHalfOpen: true,
    noDelay: true,
  })
  const end = new End(socket, { sends: 'upstream', flow: stage.flow, talk: talk.number })
  talk.client = end
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
    socket.once('close', () => resolve())
  })
  if (end.errorCode !== null && end.errorCode !== 'ECONNRESET') {
    if (!gate.steady) throw new Missed(end.errorCode)
    throw new Error(`a steady listener did not let it in: ${end.errorCode}`)
  }
  return end
}

/** Dials, says hello, and waits for the other end to have heard it. @throws Missed as `dial` */
export async function meet(stage: Stage, talk: Talk, gate: Gate): Promise<{ client: End; target: End }> {
  const client = await dial(stage, talk, gate)
  await client.send(8)
  await client.when('the target to hear the hello', () => talk.target !== null || client.closed)
  if (talk.target) return { client, target: talk.target }
  if (!gate.steady) throw new Missed(client.describe())
  throw new Error(`it closed before the target had heard of it: ${client.describe()}`)
}

/** The session of a talk, once it is listed. */
export async function sessionOf({ scope }: Stage, talk: Talk): Promise<Session> {
  const session = await until('the session to be listed', async () => {
    const found = await scope.api.sessions(`address=${talk.address}:`)
    return found.find(({ client }) => client.startsWith(`${talk.address}:`))
  })
  talk.session = session.id
  return session
}
