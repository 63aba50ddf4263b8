import { describe, expect, it } from 'vitest'
import type { Session } from '@tcpscope/shared/api'
import { decodeBinary } from '@tcpscope/shared/wire'
import type { ServerMessage } from '@tcpscope/shared/wire'
import { settle } from './testkit/handClock.ts'
import { HandSession } from './testkit/handSession.ts'
import { HandSocket } from './testkit/handSocket.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

/** A small seeded generator (mulberry32): the same seed, the same story. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A page as the protocol wants it: a snapshot, then what is newer; fetched again when told so. */
class Page {
  readonly #kit: LiveKit
  socket = new HandSocket()
  #tab: { receive(text: string): void; closed(): void } | undefined
  #seen = 0
  #asOf = -1
  #loading = false
  #reading: Promise<void> = Promise.resolve()
  readonly #held: Extract<ServerMessage, { type: 'sessions' }>[] = []
  readonly rows = new Map<string, Session>()
  watermark: Session | undefined
  /** Pushed bytes that are not what was recorded at their offset. */
  wrongBytes = 0
  readonly #followed: HandSession

  constructor(kit: LiveKit, followed: HandSession) {
    this.#kit = kit
    this.#followed = followed
  }

  connect(): void {
    this.#tab?.closed()
    this.socket = new HandSocket()
    this.#seen = 0
    this.#tab = this.#kit.hub.connect(this.socket)
    const { id } = this.#followed
    this.#tab.receive(
      JSON.stringify({ type: 'subscribe', channel: 1, id, tail: ['upstream', 'downstream'], frames: true }),
    )
  }

  /** Takes what came, in order, one reading after the other. */
  read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readAll())
    return this.#reading
  }

  async #readAll(): Promise<void> {
    if (this.socket.closedWith !== undefined) this.connect()
    while (this.#seen < this.socket.received.length) {
      const data = this.socket.received[this.#seen++]!
      if (typeof data === 'string') await this.#text(JSON.parse(data) as ServerMessage)
      else this.#binary(data)
    }
  }

  async #text(message: ServerMessage): Promise<void> {
    if (message.type === 'hello' || message.type === 'resync') await this.#load()
    else if (message.type === 'sessions') this.#apply(message)
    else if (message.type === 'subscribed' || message.type === 'watermark') this.watermark = message.session
  }

  #binary(data: Uint8Array): void {
    const message = decodeBinary(data)!
    const files = this.#kit.capture.files(this.#followed.id)
    if (message.kind !== 'bytes') return
    const { direction, offset, payload } = message
    const recorded = files.bytes[direction].subarray(offset, offset + payload.length)
    if (!Buffer.from(payload).equals(recorded)) this.wrongBytes += payload.length
  }

  async #load(): Promise<void> {
    this.#loading = true
    const page = await this.#kit.sessions.list({ limit: 1000 })
    this.#loading = false
    this.#asOf = page.asOf
    this.rows.clear()
    for (const session of page.sessions) this.rows.set(session.id, session)
    for (const message of this.#held.splice(0)) this.#apply(message)
  }

  #apply(message: Extract<ServerMessage, { type: 'sessions' }>): void {
    if (this.#loading) {
      this.#held.push(message)
      return
    }
    if (message.seq <= this.#asOf) return
    for (const session of message.upserts) this.rows.set(session.id, session)
    for (const id of message.removed) this.rows.delete(id)
  }
}

/** Makes a story, and lets all pages read to its end. */
async function run(seed: number) {
  const kit = await liveKit()
  const next = random(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)]
  const followed = kit.session().open()
  const live: HandSession[] = []
  const ended: HandSession[] = []
  const pages = [new Page(kit, followed), new Page(kit, followed)]
  for (const page of pages) page.connect()

  for (let step = 0; step < 300; step++) {
    const dice = next()
    if (dice < 0.2) live.push(kit.session())
    else if (dice < 0.35) pick(live)?.open()
    else if (dice < 0.5) pick(live)?.grow(next() < 0.5 ? 'upstream' : 'downstream', Buffer.alloc(10, step))
    else if (dice < 0.6)
      followed.grow('downstream', Buffer.alloc(Math.floor(next() * 200_000), step), next() < 0.7)
    else if (dice < 0.7) {
      const [gone] = live.splice(Math.floor(next() * live.length), 1)
      if (gone) ended.push(gone.close())
    } else if (dice < 0.76) {
      const [gone] = ended.splice(Math.floor(next() * ended.length), 1)
      if (gone) await kit.sessions.remove(gone.id)
    } else if (dice < 0.82) pick(pages)?.socket.pause()
    else if (dice < 0.86) pick(pages)?.socket.resume()
    else if (dice < 0.88) pick(pages)?.connect()
    else if (dice < 0.9) await kit.timers.pass(next() * 20_000)
    else await kit.timers.pass(next() * 200)
    // Not waited for: what happens next may come while a snapshot is on its way.
    for (const page of pages) if (next() < 0.5) void page.read()
    if (next() < 0.5) await settle()
  }

  for (const page of pages) {
    for (let round = 0; round < 3; round++) {
      page.socket.resume()
      await kit.timers.pass(3_000)
      await page.read()
    }
  }
  const truth = await kit.sessions.list({ limit: 1000 })
  const { session } = await kit.sessions.find(followed.id)
  await kit.end()
  return { pages, sessions: truth.sessions, session }
}

describe('live socket, any order of events, pauses and disconnects', () => {
  it.each(Array.from({ length: 12 }, (_, i) => 4242 + i * 101))(
    '[LIVE20] seed %i: every page that reads again ends with what is true',
    async (seed) => {
      const { pages, sessions, session } = await run(seed)
      for (const page of pages) {
        expect([...page.rows.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1))).toEqual(sessions)
        expect(page.watermark).toEqual(session)
        expect(page.wrongBytes).toBe(0)
      }
    },
  )
})
