import type { FrameRow, Session, SessionMark } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import { testSession } from '../stores/testSession.ts'

/** A made-up session: its frame index as a function, so that it may have any length. */
export interface Scene {
  readonly name: string
  /** What is nasty about it. */
  readonly about: string
  session: Session
  marks: SessionMark[]
  /** null: a mark. */
  readonly frame: (record: number) => FrameRow | null
  /** The record of the frame that holds a byte; -1: none does. */
  readonly recordAt: (direction: Direction, offset: number) => number
  readonly byte: (direction: Direction, offset: number) => number
  /** Makes something happen, in sessions that are live. */
  readonly grow?: () => FrameRow | null
  /** Frames a second that come by themselves. */
  readonly perSecond?: number
  /** Requests for bytes fail, or never end. */
  readonly trouble?: 'fails' | 'hangs'
}

let made = 0

/** A session's facts with nothing in it. */
export function blankSession(more: Partial<Session> = {}): Session {
  made++
  return testSession(made, {
    listenerName: 'playground',
    state: 'closed',
    target: 'target.test:6379',
    ...more,
  })
}

const MS = 1_000_000

/** Builds a scene event by event. Times are ms since the session's start. */
export class SceneBuilder {
  readonly #records: (FrameRow | null)[] = []
  readonly #bytes: Record<Direction, number[]> = { upstream: [], downstream: [] }
  readonly #frames: Record<Direction, number> = { upstream: 0, downstream: 0 }
  readonly #marks: SessionMark[] = []
  #gapBytes = 0
  #untilNs = 0

  /** @param takesMs until the peer has taken the bytes; Infinity: it never does */
  frame(direction: Direction, bytes: Iterable<number>, atMs: number, takesMs = 0.2): this {
    const list = this.#bytes[direction]
    const offset = list.length
    for (const byte of bytes) list.push(byte)
    const readNs = Math.round(atMs * MS) + 1
    const takenNs = takesMs === Infinity ? 0 : readNs + Math.round(takesMs * MS)
    const loggedNs = readNs + 300_000
    const frame: FrameRow = {
      record: this.#records.length,
      direction,
      number: this.#frames[direction]++,
      offset,
      length: list.length - offset,
      otherOffset: this.#bytes[direction === 'upstream' ? 'downstream' : 'upstream'].length,
      readNs,
      takenNs,
      loggedNs,
      textNs: loggedNs + 200_000,
    }
    this.#records.push(frame)
    this.#untilNs = Math.max(this.#untilNs, takenNs, frame.textNs)
    return this
  }

  text(direction: Direction, text: string, atMs: number, takesMs?: number): this {
    return this.frame(direction, new TextEncoder().encode(text), atMs, takesMs)
  }

  mark(code: SessionMark['code'], direction: Direction, atMs: number, length = 0): this {
    const list = this.#bytes[direction]
    const timeNs = Math.round(atMs * MS) + 1
    this.#marks.push({ code, direction, timeNs, offset: list.length, length })
    this.#records.push(null)
    for (let i = 0; i < length; i++) list.push(0)
    this.#gapBytes += length
    this.#untilNs = Math.max(this.#untilNs, timeNs)
    return this
  }

  build(name: string, about: string, more: Partial<Session> = {}): Scene {
    const records = this.#records
    return {
      name,
      about,
      marks: this.#marks,
      session: blankSession({
        durationNs: this.#untilNs,
        upstreamBytes: this.#bytes.upstream.length,
        downstreamBytes: this.#bytes.downstream.length,
        upstreamFrames: this.#frames.upstream,
        downstreamFrames: this.#frames.downstream,
        records: records.length,
        gapBytes: this.#gapBytes,
        ...more,
      }),
      frame: (record) => records[record] ?? null,
      recordAt: (direction, offset) =>
        records.findIndex(
          (row) => row?.direction === direction && offset >= row.offset && offset < row.offset + row.length,
        ),
      byte: (direction, offset) => this.#bytes[direction][offset] ?? 0,
    }
  }
}
