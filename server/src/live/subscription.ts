import { type Direction, DIRECTIONS } from '@tcpscope/shared/base'
import { RECORD_SIZE } from '@tcpscope/shared/capture'
import { isLive } from '@tcpscope/shared/api'
import { encodeBinary } from '@tcpscope/shared/wire'
import type { CapturePort } from '../core/capturePort.ts'
import type { StoredSession } from '../core/catalogPort.ts'
import { type LaneRange, LanesView } from './lanesView.ts'
import { LookBack } from './lookBack.ts'
import type { Outbox } from './outbox.ts'
import type { Sequence } from './sequence.ts'

/** Tail bytes a direction, and records, that are pushed at once. */
export const TAIL_BYTES = 256 * 1024
export const TAIL_RECORDS = 4_096
/** What is further behind than this is left out: the tab reads it by range if it wants it. */
export const MAX_LAG_BYTES = 1024 * 1024
export const MAX_LAG_RECORDS = 16_384
/** How often times that come later are looked for, ms. */
export const LOOK_BACK_MS = 250

export interface Wants {
  readonly tail: readonly Direction[]
  readonly frames: boolean
}

export interface SubscriptionDeps {
  capture: Pick<CapturePort, 'readBytes' | 'readRecords' | 'tiles'>
  outbox: Outbox
  sequence: Sequence
  onError: (error: unknown) => void
  /** A pump is over and left something to do. */
  onWork: () => void
}

/**
 * One session as one tab follows it. What is new is read from the capture files, never taken from the engine:
 *
 *   watermark ─▶ files ─▶ records, tail bytes ─▶ outbox ─▶ tab
 *
 * and only while the outbox has room; what had none is left out, and the watermark tells the tab what there is.
 */
export class Subscription {
  readonly channel: number
  readonly #wants: Wants
  readonly #deps: SubscriptionDeps
  readonly #lookBack: LookBack
  readonly #lanes = new LanesView()
  readonly #sent: Record<Direction | 'records', number>
  #row: StoredSession
  #announced = false
  #changed = true
  #pumping = false
  #closed = false
  #lookedBackAt = 0
  /** One last look after the session has come to rest. */
  #finalLook = false

  constructor(channel: number, wants: Wants, row: StoredSession, deps: SubscriptionDeps) {
    this.channel = channel
    this.#wants = wants
    this.#deps = deps
    this.#row = row
    this.#lookBack = new LookBack(row.session.hexLog === 'live')
    this.#sent = { upstream: 0, downstream: 0, records: 0 }
    this.#skip()
  }

  /** Whether a pump would have something to do, now or soon (one that is under way will say so itself). */
  get busy(): boolean {
    return !this.#closed && (this.#changed || this.#lanes.pending || this.#lookBack.size > 0)
  }

  update(row: StoredSession): void {
    this.#row = row
    this.#changed = true
    this.#lanes.changed()
  }

  look(range: LaneRange | null): void {
    this.#lanes.set(range)
  }

  /** Nothing is sent any more, also of what is being read just now. */
  close(): void {
    this.#closed = true
  }

  /** Sends what is due. @param now ms; calls while one is under way do nothing */
  async pump(now: number): Promise<void> {
    if (this.#pumping || this.#closed) return
    if (!this.#deps.outbox.hasRoom) {
      // Payloads are left out; announcement, watermark and tiles stay due.
      if (this.#announced) this.#skip()
      return
    }
    this.#pumping = true
    try {
      if (!this.#announced) this.#announce()
      if (this.#changed) await this.#pushChanges()
      await this.#pushLanes(now)
      await this.#lookAgain(now)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#pumping = false
      if (this.busy) this.#deps.onWork()
    }
  }

  /** The tail begins at what is known when the tab is answered. */
  #announce(): void {
    this.#skip()
    this.#announced = true
    this.#changed = false
    const { session, marks } = this.#row
    const seq = this.#deps.sequence.next()
    this.#deps.outbox.text({ type: 'subscribed', seq, channel: this.channel, session, marks: [...marks] })
  }

  async #pushChanges(): Promise<void> {
    const row = this.#row
    this.#changed = false
    if (this.#wants.frames) await this.#pushRecords(row)
    for (const direction of this.#wants.tail) await this.#pushTail(row, direction)
    if (this.#closed) return
    if (!this.#deps.outbox.hasRoom) {
      this.#skip()
      this.#changed = true
      return
    }
    const { session, marks } = row
    const seq = this.#deps.sequence.next()
    this.#deps.outbox.text({ type: 'watermark', seq, channel: this.channel, session, marks: [...marks] })
    // A burst of more than one push: the rest follows with the next tick.
    if (this.#isBehind(row)) this.#changed = true
  }

  async #pushRecords(row: StoredSession): Promise<void> {
    const end = row.session.records
    if (end - this.#sent.records > MAX_LAG_RECORDS) this.#sent.records = end - TAIL_RECORDS
    const from = this.#sent.records
    const count = Math.min(end - from, TAIL_RECORDS)
    if (count <= 0) return
    const bytes = await this.#deps.capture.readRecords(row.facts, from, count)
    const whole = Math.floor(bytes.byteLength / RECORD_SIZE)
    if (this.#closed || this.#sent.records !== from) return
    // Fewer than we were told of: whatever the reason, asking for ever would not help.
    this.#sent.records = whole === 0 ? end : from + whole
    if (whole === 0) return
    this.#sendRecords(from, bytes.subarray(0, whole * RECORD_SIZE))
  }

  async #pushTail(row: StoredSession, direction: Direction): Promise<void> {
    const end = sizeOf(row, direction)
    if (end - this.#sent[direction] > MAX_LAG_BYTES) this.#sent[direction] = end - TAIL_BYTES
    const start = this.#sent[direction]
    const until = Math.min(end, start + TAIL_BYTES)
    if (until <= start || this.#closed || !this.#deps.outbox.hasRoom) return
    const payload = await this.#deps.capture.readBytes(row.facts, direction, start, until)
    if (this.#closed || this.#sent[direction] !== start) return
    this.#sent[direction] = payload.byteLength === 0 ? end : start + payload.byteLength
    if (payload.byteLength === 0) return
    this.#deps.outbox.binary(
      encodeBinary({ kind: 'bytes', channel: this.channel, direction, offset: start, payload }),
    )
  }

  async #pushLanes(now: number): Promise<void> {
    const range = this.#lanes.range
    if (range === null || this.#closed || !this.#lanes.isDue(now) || !this.#deps.outbox.hasRoom) return
    this.#lanes.began(now)
    const list = await this.#deps.capture.tiles(this.#row.facts, range)
    // Another view may have come while this one was read.
    if (this.#closed || range !== this.#lanes.range) return
    this.#lanes.sent(range, list)
    const seq = this.#deps.sequence.next()
    this.#deps.outbox.text({ type: 'lanes', seq, channel: this.channel, ...range, list })
  }

  async #lookAgain(now: number): Promise<void> {
    if (this.#lookBack.size === 0 || now - this.#lookedBackAt < LOOK_BACK_MS) return
    if (this.#closed || !this.#deps.outbox.hasRoom) return
    this.#lookedBackAt = now
    const { session, facts } = this.#row
    const atRest = !isLive(session) && session.hexLagBytes === 0
    const runs = await this.#lookBack.find((from, count) =>
      this.#deps.capture.readRecords(facts, from, count),
    )
    if (this.#closed) return
    for (const run of runs) this.#sendRecords(run.from, run.payload)
    // What is not known when nothing can change any more never will be.
    if (atRest && runs.length === 0) {
      if (this.#finalLook) this.#lookBack.clear()
      this.#finalLook = true
    }
  }

  #sendRecords(from: number, payload: Uint8Array): void {
    this.#lookBack.note(from, payload)
    this.#deps.outbox.binary(encodeBinary({ kind: 'records', channel: this.channel, from, payload }))
  }

  #skip(): void {
    const { session } = this.#row
    this.#sent.records = session.records
    for (const direction of DIRECTIONS) this.#sent[direction] = sizeOf(this.#row, direction)
  }

  #isBehind(row: StoredSession): boolean {
    if (this.#wants.frames && this.#sent.records < row.session.records) return true
    return this.#wants.tail.some((direction) => this.#sent[direction] < sizeOf(row, direction))
  }

  #fail(error: unknown): void {
    if (this.#closed) return
    this.#skip()
    this.#deps.onError(error)
    const seq = this.#deps.sequence.next()
    const message = 'The recording of this session could not be read; it may have been deleted.'
    this.#deps.outbox.text({ type: 'error', seq, channel: this.channel, code: 'internal', message })
  }
}

/** Bytes of a direction that are recorded: what was forwarded without a recording counts, too (it reads as 0). */
function sizeOf({ session }: StoredSession, direction: Direction): number {
  return direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
}
