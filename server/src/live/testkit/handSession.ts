import { uuidv7 } from 'uuidv7'
import { type Direction, type ListenerId, nanos, otherDirection, type SessionId } from '@tcpscope/shared/base'
import {
  decodeRecords,
  encodeRecord,
  patchTime,
  RECORD_SIZE,
  RECORD_TAKEN_AT,
  RECORD_TEXT_AT,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import type { Close, SessionState } from '@tcpscope/shared/api'
import type { SessionProgress } from '../../core/enginePort.ts'
import type { HandEngine } from './handEngine.ts'
import type { MemoryCapture } from './memoryCapture.ts'

/** A connection as the engine would tell of it, with its capture files. */
export class HandSession {
  readonly facts: SessionFacts
  readonly #engine: HandEngine
  readonly #capture: MemoryCapture
  #state: SessionState = 'connecting'
  #time = 0
  hexLagBytes = 0

  constructor(engine: HandEngine, capture: MemoryCapture, listenerId = uuidv7() as ListenerId, number = 1) {
    this.#engine = engine
    this.#capture = capture
    this.facts = {
      id: uuidv7() as SessionId,
      listenerId,
      number,
      startedAtMs: 1_790_000_000_000 + number,
      utcOffsetMin: 0,
      client: { host: '127.0.0.1', port: 50_000 + (number % 10_000) },
      target: { host: 'target.test', port: 80 },
      local: { host: '127.0.0.1', port: 50_001 },
      remote: { host: '127.0.0.1', port: 80 },
      dialError: null,
      hexLog: 'live',
    }
    const { id, startedAtMs, utcOffsetMin, client, target, hexLog } = this.facts
    const known = { id, listenerId, number, startedAtMs, utcOffsetMin, client, target, hexLog }
    engine.emit({ opened: [{ ...known, listenerName: 'test', capture: 'normal' }] })
  }

  get id(): SessionId {
    return this.facts.id
  }

  /** What the engine would say now. */
  progress(): SessionProgress {
    const { bytes, records } = this.#capture.files(this.id)
    const frames = decodeRecords(records).filter((record) => record.kind === 'frame')
    const count = (direction: Direction) => frames.filter((one) => one.direction === direction).length
    return {
      id: this.id,
      state: this.#state,
      facts: this.facts,
      hexLog: this.facts.hexLog,
      durationNs: this.#time,
      bytes: { upstream: bytes.upstream.length, downstream: bytes.downstream.length },
      frames: { upstream: count('upstream'), downstream: count('downstream') },
      records: records.length / RECORD_SIZE,
      gapBytes: 0,
      hexLagBytes: this.hexLagBytes,
      hexLagNs: 0,
      waitsOn: null,
      newMarks: [],
    }
  }

  /** The target answers. */
  open(): this {
    this.#state = 'open'
    this.#engine.emit({ progress: [this.progress()] })
    return this
  }

  /** One frame is recorded. @param known whether it was taken and its text written at once */
  grow(direction: Direction, content: Uint8Array, known = true): this {
    const files = this.#capture.files(this.id)
    this.#time += 1_000
    const record = Buffer.alloc(RECORD_SIZE)
    const view = new DataView(record.buffer, record.byteOffset, RECORD_SIZE)
    encodeRecord(view, 0, {
      kind: 'frame',
      direction,
      atOnce: known,
      detail: 0,
      length: content.length,
      number: 0,
      otherNumber: 0,
      offset: files.bytes[direction].length,
      otherOffset: files.bytes[otherDirection(direction)].length,
      readNs: nanos(this.#time),
      takenNs: nanos(known ? this.#time + 1 : 0),
      loggedNs: nanos(this.#time + 2),
      textNs: nanos(known ? this.#time + 3 : 0),
    })
    files.bytes[direction] = Buffer.concat([files.bytes[direction], content])
    files.records = Buffer.concat([files.records, record])
    this.#engine.emit({ progress: [this.progress()] })
    return this
  }

  /** The times of a record become known, without a word of the engine. */
  know(record: number): void {
    const { records } = this.#capture.files(this.id)
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
    patchTime(view, record * RECORD_SIZE, RECORD_TAKEN_AT, nanos(77))
    patchTime(view, record * RECORD_SIZE, RECORD_TEXT_AT, nanos(78))
  }

  close(cause: Close['cause'] = 'fin'): this {
    this.#state = this.#state === 'connecting' ? 'failed' : 'closed'
    const close: Close = { cause, by: 'client', code: null, text: 'the client finished' }
    this.#engine.emit({ progress: [this.progress()], closed: [{ id: this.id, close }] })
    return this
  }

  /** The hex log catches up after the end. */
  lag(bytes: number): void {
    this.hexLagBytes = bytes
    this.#engine.emit({ progress: [this.progress()] })
  }
}
