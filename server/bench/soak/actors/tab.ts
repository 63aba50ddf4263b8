import { DIRECTIONS } from '@tcpscope/shared/base'
import { decodeRecords, RECORD_SIZE } from '@tcpscope/shared/capture'
import { LiveTab } from '../../../test/kit/live.ts'
import type { Random } from '../random.ts'
import { pause, sessionOf, type Stage } from '../stage.ts'
import { Stream } from '../stream.ts'

const STAY_MS = 12_000
const STEP_MS = 300
/** One page may follow 16 sessions. */
const MOST_CHANNELS = 12

export interface TabCounts {
  open: number
  visits: number
  messages: number
  payloadBytes: number
}

/** Tabs that attach, follow sessions, fall asleep for a while and leave, one after the other. */
export async function visit(stage: Stage, random: Random, counts: TabCounts): Promise<void> {
  while (!stage.ending.aborted) {
    await pause(stage, random, 2000)
    if (stage.ending.aborted) return
    counts.open++
    counts.visits++
    try {
      const tab = await LiveTab.open(stage.scope)
      try {
        await stay(stage, random, new Visitor(tab, counts))
      } finally {
        tab.dispose()
      }
    } catch (error) {
      stage.faults.add('a tab', error)
    } finally {
      counts.open--
    }
  }
}

async function stay(stage: Stage, random: Random, visitor: Visitor): Promise<void> {
  const leaveAt = performance.now() + random.size(500, STAY_MS)
  while (performance.now() < leaveAt && !stage.ending.aborted) {
    await visitor.act(stage, random)
    await pause(stage, random, STEP_MS)
    visitor.check()
  }
}

/** What one tab does, and whether what it is told is right. */
class Visitor {
  readonly #tab: LiveTab
  readonly #counts: TabCounts
  /** Channel to the number of the talk that it follows. */
  readonly #channels = new Map<number, number>()
  #lastChannel = 0
  #seq = 0
  #asleep = false

  constructor(tab: LiveTab, counts: TabCounts) {
    this.#tab = tab
    this.#counts = counts
  }

  async act(stage: Stage, random: Random): Promise<void> {
    if (this.#asleep) {
      if (random.chance(0.3)) {
        this.#tab.goOn()
        this.#asleep = false
      }
      return
    }
    const channel = random.int(1, Math.max(1, this.#lastChannel))
    switch (random.pick(['subscribe', 'subscribe', 'subscribe', 'unsubscribe', 'lanes', 'sleep'])) {
      case 'subscribe':
        await this.#subscribe(stage, random)
        break
      case 'unsubscribe':
        this.#tab.send({ type: 'unsubscribe', channel })
        break
      case 'lanes':
        this.#tab.send({ type: 'lanes', channel, view: { level: random.int(16, 30), first: 0, last: 7 } })
        break
      default:
        this.#asleep = random.chance(0.3)
        if (this.#asleep) this.#tab.stall()
    }
  }

  async #subscribe(stage: Stage, random: Random): Promise<void> {
    const talk = random.pick(stage.ledger.met())
    if (!talk || this.#lastChannel >= MOST_CHANNELS) return
    talk.lookers++
    try {
      const { id } = await sessionOf(stage, talk)
      const channel = ++this.#lastChannel
      this.#channels.set(channel, talk.number)
      const tail = DIRECTIONS.filter(() => random.chance(0.8))
      this.#tab.send({ type: 'subscribe', channel, id, tail, frames: random.chance(0.8) })
    } finally {
      talk.lookers--
    }
  }

  /** @throws Error when something it was told is wrong */
  check(): void {
    if (this.#tab.closed) throw new Error(`the server closed it with ${this.#tab.closed.code}`)
    for (const message of this.#tab.messages.splice(0)) {
      this.#counts.messages++
      if (message.seq < this.#seq) throw new Error(`seq fell from ${this.#seq} to ${message.seq}`)
      this.#seq = message.seq
      if (message.type === 'error' && message.code !== 'session_not_found') {
        throw new Error(`it was told of an error: ${message.code} ${message.message}`)
      }
    }
    for (const message of this.#tab.binary.splice(0)) {
      this.#counts.messages++
      this.#counts.payloadBytes += message.payload.byteLength
      const talk = this.#channels.get(message.channel)
      if (talk === undefined) throw new Error(`bytes on channel ${message.channel}, which it never opened`)
      if (message.kind === 'bytes') {
        const wrong = new Stream(talk, message.direction).difference(message.offset, message.payload)
        if (wrong !== undefined) throw new Error(`WRONG BYTES shown of talk ${talk}: ${wrong}`)
      } else if (decodeRecords(message.payload).length * RECORD_SIZE !== message.payload.byteLength) {
        throw new Error(`records of talk ${talk} that are none`)
      }
    }
  }
}
