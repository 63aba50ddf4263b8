import { bulk } from './actors/bulk.ts'
import type { Actor } from './actors/actor.ts'
import { closedHere } from './actors/closedHere.ts'
import { halfClosed } from './actors/halfClosed.ts'
import { pingPong } from './actors/pingPong.ts'
import { refused } from './actors/refused.ts'
import { reset, resetAtOnce } from './actors/resets.ts'
import { short } from './actors/short.ts'
import { silent } from './actors/silent.ts'
import { slowReader } from './actors/slowReader.ts'
import { Random } from './random.ts'
import { Missed, pause, type Stage } from './stage.ts'

const ACTORS: readonly [Actor, ...Actor[]] = [
  bulk,
  pingPong,
  short,
  halfClosed,
  reset,
  resetAtOnce,
  silent,
  slowReader,
  refused,
  closedHere,
]

/** Talks at a time, and the mean time between two of one lane, ms. */
const LANES = 80
const BETWEEN_MS = 1500
/** Every now and then so many short ones at once. */
const BURST = 60
const BURST_EVERY_MS = 5000
/** Talks whose sessions have not been checked: no new ones beyond that. */
const MOST_UNCHECKED = 800

/** Plays talk after talk, many at a time, until the run ends. Resolves when the last one is over. */
export async function playTalks(stage: Stage, seed: number): Promise<void> {
  const lanes = Array.from({ length: LANES }, (_, i) => lane(stage, seed, i))
  await Promise.all([...lanes, bursts(stage, seed)])
}

async function lane(stage: Stage, seed: number, index: number): Promise<void> {
  const random = new Random(seed, 1, index)
  while (!stage.ending.aborted) {
    await pause(stage, random, BETWEEN_MS)
    if (stage.ending.aborted || stage.ledger.size > MOST_UNCHECKED) continue
    await playOne(stage, seed, random.weighed(ACTORS))
  }
}

async function bursts(stage: Stage, seed: number): Promise<void> {
  const random = new Random(seed, 2)
  while (!stage.ending.aborted) {
    await pause(stage, random, BURST_EVERY_MS)
    if (stage.ending.aborted || stage.ledger.size > MOST_UNCHECKED) continue
    await Promise.all(Array.from({ length: BURST }, () => playOne(stage, seed, short)))
  }
}

async function playOne(stage: Stage, seed: number, actor: Actor): Promise<void> {
  const { ledger, faults } = stage
  const talk = ledger.begin(actor.kind)
  try {
    await actor.play({ stage, talk, random: new Random(seed, 3, talk.number) })
    talk.state = 'over'
    for (const end of [talk.client, talk.target]) {
      if (end?.wrong) throw new Error(`WRONG BYTES: ${end.wrong}`)
    }
  } catch (error) {
    talk.state = 'failed'
    if (error instanceof Missed) ledger.miss(talk)
    else faults.add(String(talk), error)
  } finally {
    talk.overAt = performance.now()
    talk.client?.socket.destroy()
    talk.target?.socket.destroy()
  }
}
