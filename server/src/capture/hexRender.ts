import { assert, type Direction, directionCode, type Nanos, nanos } from '@tcpscope/shared/base'
import {
  decodeRecord,
  type Frame,
  type IndexRecord,
  type Mark,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import { dumpLength, ROW_BYTES, ROW_TEXT } from '@tcpscope/shared/hex'
import { DUMP_SLICE, type HexEncoder, RENDER_WINDOW, TEXT_BLOCK } from './hexEncoder.ts'
import { HexLines } from './hexLines.ts'

/**
 * The hex log as a pure function of facts, frame index and binary logs. It does no I/O: it yields what it needs,
 * and whoever drives it answers. So the hex logger (blocking reads, following a live session) and a download
 * (async reads, a session as of now) run the same code and give the same bytes.
 *
 * Order of events: records as they stand in the index; a `Sent` line right behind its dump when the peer took the
 * frame at once, else before the first record that is younger than the moment the peer took it.
 */
export type RenderStep =
  /** Answer: raw index records from `from` on, at most `count`; none when there are no more now. */
  | { readonly type: 'records'; readonly from: number; readonly count: number }
  /** Answer: at least `length` and at most `most` bytes of the stream, in the encoder's window of the direction. */
  | {
      readonly type: 'bytes'
      readonly direction: Direction
      readonly offset: number
      readonly length: number
      readonly most: number
    }
  /**
   * The dump of a large frame comes next, behind `head`, text that is not handed over yet and valid until the next step.
   * Answer true: both are somebody else's business. `records`: those before it are in `head` or in earlier text.
   */
  | {
      readonly type: 'large'
      readonly head: Uint8Array
      readonly records: number
      readonly direction: Direction
      readonly offset: number
      readonly length: number
    }
  /** Text for the file, valid until the next step. `records`: those before it are in the text now. */
  | { readonly type: 'text'; readonly bytes: Uint8Array; readonly records: number }
  /** Nothing more for now; all text has been handed over. Answer true to go on, false to end here. */
  | { readonly type: 'idle' }

export type LargeDump = Extract<RenderStep, { readonly type: 'large' }>
export type RenderAnswer = Uint8Array | boolean | undefined
export type HexRender = Generator<RenderStep, void, RenderAnswer>

const RECORD_BATCH = 1024
/** A frame of so many bytes is large: its dump is worth being handed to somebody else. */
const LARGE = 16 * 1024
/** Bytes of text a byte has, at least: those of a whole row. */
const TEXT_A_BYTE = ROW_TEXT / ROW_BYTES

interface Unsent {
  readonly record: number
  readonly direction: Direction
  readonly number: number
  taken: Nanos
}

/**
 * @param encoder nobody else may use it between two steps but at `text` and `idle`
 * @param eager at an idle moment also write `Sent` lines that no younger record has confirmed the place of
 */
export function renderHexLog(facts: SessionFacts, encoder: HexEncoder, eager: () => boolean): HexRender {
  return new Rendering(facts, encoder, eager).steps()
}

/**
 * One rendering. Its steps are methods: generator functions made for each session would cost a short connection a tenth
 * of its text, and ten thousand of them a kilobyte each.
 */
class Rendering {
  readonly #facts: SessionFacts
  readonly #encoder: HexEncoder
  readonly #eager: () => boolean
  readonly #lines: HexLines
  /** Bytes of the encoder's text that wait to be handed over. */
  #at = 0
  #record = 0
  #connected = nanos(0)
  readonly #unsent: Readonly<Record<Direction, Unsent[]>> = { upstream: [], downstream: [] }

  constructor(facts: SessionFacts, encoder: HexEncoder, eager: () => boolean) {
    this.#facts = facts
    this.#encoder = encoder
    this.#eager = eager
    this.#lines = new HexLines(facts)
  }

  *steps(): HexRender {
    for (;;) {
      const answer = (yield { type: 'records', from: this.#record, count: RECORD_BATCH }) as Uint8Array
      // The answer may be a view that the next request overwrites: take it apart first.
      const records = decodeAll(answer)
      if (this.#hasUnsent) yield* this.#refreshUnsent()
      if (records.length === 0) {
        if (this.#hasUnsent && this.#eager()) yield* this.#putSentBefore(Infinity)
        yield* this.#handOver()
        if ((yield { type: 'idle' }) !== true) return
        continue
      }
      const window = new ByteWindow()
      for (const next of records) {
        if (this.#hasUnsent && (yield* this.#putSentBefore(next.readNs))) window.forget()
        if (next.kind === 'mark') this.#putMark(next)
        else {
          this.#put(this.#lines.received(next.direction, next.number, next.offset, next.length))
          if (!this.#putHeldDump(next, window)) yield* this.#putDump(next, window)
          this.#putSentOrWait(next)
        }
        this.#record++
        if (next.kind === 'mark' && next.code === 'closed') {
          yield* this.#handOver()
          return
        }
      }
    }
  }

  /**
   * The dump of a small frame whose bytes are here already, if it does not end the block. So it is with most small
   * messages: nothing has to be asked for, and no generator is made, which would be half of the cost. False: nothing was
   * done.
   */
  #putHeldDump({ direction, offset, length }: Frame, window: ByteWindow): boolean {
    if (length >= LARGE || this.#at + dumpLength(length) >= TEXT_BLOCK) return false
    const bytes = window.held(direction, offset, length)
    if (!bytes) return false
    this.#at = this.#encoder.dump(bytes, length, this.#at, 0)
    return true
  }

  #putSentOrWait({ direction, number, atOnce, takenNs }: Frame): void {
    if (atOnce) this.#put(this.#lines.sent(direction, number))
    else this.#unsent[direction].push({ record: this.#record, direction, number, taken: takenNs })
  }

  /** Returns whether somebody else writes the dump, and the text before it. */
  *#handOut({ direction, offset, length }: Frame): Generator<RenderStep, boolean, RenderAnswer> {
    const head = this.#encoder.text.subarray(0, this.#at)
    const answer = yield { type: 'large', head, records: this.#record, direction, offset, length }
    if (answer !== true) return false
    this.#at = 0
    return true
  }

  *#putDump(frame: Frame, window: ByteWindow): HexRender {
    const { offset, length } = frame
    if (length >= LARGE && (yield* this.#handOut(frame))) return
    for (let done = 0; done < length; done += DUMP_SLICE) {
      const part = Math.min(DUMP_SLICE, length - done)
      // What is read beyond the end of the block would have to be read again.
      const most = Math.min(RENDER_WINDOW, Math.ceil((TEXT_BLOCK - this.#at) / TEXT_A_BYTE))
      const slice = yield* window.read(frame, offset + done, part, most)
      this.#at = this.#encoder.dump(slice, part, this.#at, done)
      if (this.#at >= TEXT_BLOCK) {
        yield* this.#handOver()
        window.forget()
      }
    }
  }

  #putMark(mark: Mark): void {
    switch (mark.code) {
      case 'connected':
        this.#connected = mark.readNs
        this.#put(this.#lines.connected(mark.readNs))
        break
      case 'ended':
      case 'reset':
        if (this.#facts.remote !== null) this.#put(this.#lines.disconnected(mark.direction))
        break
      case 'gap':
        this.#put(this.#lines.lost(mark.direction, mark.number, mark.offset, mark.length))
        break
      case 'closed':
        this.#put(this.#lines.finished(this.#connected, mark.readNs, mark.detail))
        break
      case 'timeout':
        break
    }
  }

  #put(line: string): void {
    this.#at = this.#encoder.line(line, this.#at)
  }

  get #hasUnsent(): boolean {
    return this.#unsent.upstream.length + this.#unsent.downstream.length > 0
  }

  /** The frame that was taken first, of those that are not said to be sent and were taken before `time`. */
  #nextSent(time: number): Unsent | undefined {
    const [up, down] = [this.#unsent.upstream[0], this.#unsent.downstream[0]]
    const due = [up, down].filter((head) => head && head.taken !== 0 && head.taken < time) as Unsent[]
    return due.length === 2 && due[1]!.taken < due[0]!.taken ? due[1] : due[0]
  }

  /** Returns whether text was handed over meanwhile. */
  *#putSentBefore(time: number): Generator<RenderStep, boolean, RenderAnswer> {
    let handed = false
    for (let head = this.#nextSent(time); head; head = this.#nextSent(time)) {
      this.#put(this.#lines.sent(head.direction, head.number))
      this.#unsent[head.direction].shift()
      if (this.#at < TEXT_BLOCK) continue
      yield* this.#handOver()
      handed = true
    }
    return handed
  }

  /** Times that were not known when their record was read may be known by now. */
  *#refreshUnsent(): HexRender {
    for (const queue of [this.#unsent.upstream, this.#unsent.downstream]) {
      for (const head of queue) {
        if (head.taken !== 0) continue
        const bytes = (yield { type: 'records', from: head.record, count: 1 }) as Uint8Array
        const frame = decodeAll(bytes)[0]
        if (frame?.kind !== 'frame' || frame.takenNs === 0) break
        head.taken = frame.takenNs
      }
    }
  }

  *#handOver(): HexRender {
    if (this.#at > 0) {
      yield { type: 'text', bytes: this.#encoder.text.subarray(0, this.#at), records: this.#record }
    }
    this.#at = 0
  }
}

/** The last bytes read of each direction, so that small frames share a read. */
class ByteWindow {
  readonly #held: (Uint8Array | undefined)[] = [undefined, undefined]
  readonly #start = [0, 0]

  /** What was read lies in buffers that others use from now on. */
  forget(): void {
    this.#held.fill(undefined)
  }

  /** What is held of `length` bytes from `offset`; undefined: they have to be read. */
  held(direction: Direction, offset: number, length: number): Uint8Array | undefined {
    const code = directionCode(direction)
    const held = this.#held[code]
    const from = offset - this.#start[code]!
    return held && from >= 0 && from + length <= held.length ? held.subarray(from, from + length) : undefined
  }

  /** @param most as many bytes as are worth reading, if they have to be read */
  *read(
    { direction }: Frame,
    offset: number,
    length: number,
    most: number,
  ): Generator<RenderStep, Uint8Array, RenderAnswer> {
    const held = this.held(direction, offset, length)
    if (held) return held
    const request = { direction, offset, length, most: Math.max(length, most) }
    const bytes = (yield { type: 'bytes', ...request }) as Uint8Array
    assert(bytes.length >= length, 'the binary log is shorter than the frame index says')
    const code = directionCode(direction)
    this.#held[code] = bytes
    this.#start[code] = offset
    return bytes.subarray(0, length)
  }
}

function decodeAll(bytes: Uint8Array): IndexRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: IndexRecord[] = []
  for (let at = 0; at + RECORD_SIZE <= bytes.byteLength; at += RECORD_SIZE) {
    const record = decodeRecord(view, at)
    assert(record, 'a frame index record of an unknown kind')
    records.push(record)
  }
  return records
}
