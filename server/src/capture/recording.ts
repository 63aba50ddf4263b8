import { mkdirSync } from 'node:fs'
import {
  type Direction,
  directionCode,
  DIRECTIONS,
  type Nanos,
  nanos,
  otherDirection,
} from '@tcpscope/shared/base'
import type { SessionMark } from '@tcpscope/shared/api'
import {
  encodeIndexHeader,
  encodeRecord,
  type MarkCode,
  MAX_RECORD_LENGTH,
  patchTime,
  RECORD_LOGGED_AT,
  RECORD_SIZE,
  RECORD_TAKEN_AT,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import type { LogFile, OpenFiles } from './openFiles.ts'
import { type SessionPaths, sessionPaths } from './sessionPaths.ts'
import { WaitingRecords } from './waitingRecords.ts'

const NOWHERE = -1
const NO_BYTES = new Uint8Array(0)
/** What a disk that refused must take before it is trusted again. */
const PROBE = new Uint8Array(64 * 1024)

interface Track {
  readonly file: LogFile
  /** Stream position behind the last byte seen, and behind the last one offered to the file. */
  seen: number
  frames: number
  /** Bytes of this batch: they begin at `batchStart` of the stream. */
  batch: Uint8Array[]
  batchStart: number
  /** Places in the index of frames that the peer has not taken yet, in order; NOWHERE: it is in a gap. */
  readonly untaken: number[]
  /** Bytes that are not recorded, because the disk refuses; grows until it accepts again. */
  gap: { start: number; firstFrame: number; since: Nanos } | null
}

/**
 * The recording of one connection: two binary logs and the frame index. Fed in the order in which things happened;
 * `commit` writes what was fed since the last one: first the bytes, then the records that point at them, so that
 * the index never speaks of bytes that are not in the files.
 */
export class Recording {
  readonly facts: SessionFacts
  readonly paths: SessionPaths
  readonly index: LogFile
  readonly #files: OpenFiles
  /** Until it is written. */
  #header: Uint8Array
  readonly headerSize: number
  readonly #tracks: Record<Direction, Track>
  #folderMade = false
  #headerWritten = false
  /** Records that are in the index file, and those that wait in memory behind them. */
  #flushed = 0
  readonly #waiting = new WaitingRecords()
  /** First waiting record of this batch. */
  #batchFirst = 0
  #lastTime = nanos(0)
  #closed = false
  #gapBytes = 0
  #error: NodeJS.ErrnoException | null = null
  #marks: SessionMark[] = []

  /** @param root the folder of all sessions */
  constructor(files: OpenFiles, root: string, facts: SessionFacts) {
    this.facts = facts
    this.#files = files
    this.paths = sessionPaths(root, facts)
    this.index = files.file(this.paths, 'index')
    this.#header = encodeIndexHeader(facts)
    this.headerSize = this.#header.length
    this.#tracks = {
      upstream: track(files.file(this.paths, 'upstream')),
      downstream: track(files.file(this.paths, 'downstream')),
    }
  }

  /** Records in the index file. */
  get records(): number {
    return this.#flushed
  }

  /** Bytes seen in a direction, recorded or not. */
  bytes(direction: Direction): number {
    return this.#tracks[direction].seen
  }

  frames(direction: Direction): number {
    return this.#tracks[direction].frames
  }

  /** Bytes that were forwarded and are not in the files. */
  get gapBytes(): number {
    return DIRECTIONS.reduce((sum, direction) => {
      const { gap, seen } = this.#tracks[direction]
      return gap ? sum + seen - gap.start : sum
    }, this.#gapBytes)
  }

  /** Newest stamp of the session. */
  get lastTime(): Nanos {
    return this.#lastTime
  }

  /** Why it cannot write; null while it can. */
  get error(): NodeJS.ErrnoException | null {
    return this.#error
  }

  /** Marks since the last call. */
  takeMarks(): SessionMark[] {
    const marks = this.#marks
    this.#marks = []
    return marks
  }

  /**
   * One read of a direction. The bytes must stay as they are until `commit`.
   * @param taken 0: not taken yet @param detail what else the relay knows of it: see frameDetail.ts
   */
  data(direction: Direction, bytes: Uint8Array, read: Nanos, taken: Nanos, detail = 0): void {
    const own = this.#tracks[direction]
    this.#lastTime = taken === 0 ? read : taken
    // While the disk refuses nothing is tried but `retry`.
    if (this.#error !== null) own.gap ??= { start: own.seen, firstFrame: own.frames, since: read }
    if (taken === 0) own.untaken.push(own.gap ? NOWHERE : this.#flushed + this.#waiting.count)
    if (!own.gap) {
      if (own.batch.length === 0) own.batchStart = own.seen
      own.batch.push(bytes)
      this.#appendFrame(direction, bytes.length, own.seen, own.frames, read, taken, detail)
    }
    own.seen += bytes.length
    own.frames++
  }

  /** The peer of a direction took the next frame that it had not taken. */
  taken(direction: Direction, time: Nanos): void {
    this.#lastTime = time
    const record = this.#tracks[direction].untaken.shift()
    if (record === undefined || record === NOWHERE) return
    if (record >= this.#flushed) {
      patchTime(this.#waiting.view, (record - this.#flushed) * RECORD_SIZE, RECORD_TAKEN_AT, time)
      return
    }
    const bytes = new Uint8Array(8)
    patchTime(new DataView(bytes.buffer), 0, 0, time)
    this.#files.write(this.index, [bytes], this.headerSize + record * RECORD_SIZE + RECORD_TAKEN_AT)
  }

  mark(direction: Direction, code: MarkCode, time: Nanos, detail = 0): void {
    this.#lastTime = time
    const { seen, frames } = this.#tracks[direction]
    this.#appendMark(direction, code, detail, seen, 0, frames, time)
  }

  /** Both sockets are gone: closes gaps and adds the last record. */
  close(detail: number, time: Nanos): void {
    for (const direction of DIRECTIONS) this.#endGap(direction)
    this.mark('upstream', 'closed', time, detail)
    this.#closed = true
  }

  /** Writes what was fed since the last commit. @param clock asked when the bytes are in the files: loggedNs */
  commit(clock: () => Nanos): void {
    for (const direction of DIRECTIONS) this.#writeBytes(direction)
    const now = clock()
    const { view, count } = this.#waiting
    for (let at = this.#batchFirst * RECORD_SIZE; at < count * RECORD_SIZE; at += RECORD_SIZE) {
      if (view.getUint8(at) === 1) patchTime(view, at, RECORD_LOGGED_AT, now)
    }
    this.#batchFirst = count
    this.#flush()
  }

  /** Tries again after a failure. True when everything that could be saved is in the files. */
  retry(): boolean {
    if (this.#error === null && !this.#inGap()) return true
    if (!this.#flush()) return false
    for (const direction of DIRECTIONS) if (!this.#accepts(direction)) return false
    for (const direction of DIRECTIONS) this.#endGap(direction)
    this.#batchFirst = this.#waiting.count
    if (this.#flush()) this.#error = null
    return this.#error === null
  }

  /** True when `close` was said and nothing waits. */
  get done(): boolean {
    return this.#closed && this.#waiting.count === 0
  }

  /** Closes the files. A session that was connected leaves both binary logs behind, empty ones too. */
  release(): void {
    for (const direction of DIRECTIONS) {
      const { file, seen } = this.#tracks[direction]
      if (this.#headerWritten && this.facts.remote !== null && seen === 0) {
        // An empty log that cannot be made is no loss: a missing one reads as empty.
        this.#files.write(file, [], 0)
      }
      this.#files.close(file)
    }
    this.#files.close(this.index)
  }

  #appendFrame(
    direction: Direction,
    length: number,
    offset: number,
    number: number,
    read: Nanos,
    taken: Nanos,
    detail: number,
  ): void {
    const other = this.#tracks[otherDirection(direction)]
    const at = this.#waiting.add()
    encodeRecord(this.#waiting.view, at, {
      kind: 'frame',
      direction,
      atOnce: taken !== 0,
      detail,
      length,
      number,
      otherNumber: other.frames,
      offset,
      otherOffset: other.seen,
      readNs: read,
      takenNs: taken,
      loggedNs: nanos(0),
      textNs: nanos(0),
    })
  }

  #appendMark(
    direction: Direction,
    code: MarkCode,
    detail: number,
    offset: number,
    length: number,
    number: number,
    time: Nanos,
    since = time,
  ): void {
    const other = this.#tracks[otherDirection(direction)]
    const at = this.#waiting.add()
    encodeRecord(this.#waiting.view, at, {
      kind: 'mark',
      direction,
      code,
      detail,
      length,
      number,
      otherNumber: other.frames,
      offset,
      otherOffset: other.seen,
      readNs: time,
    })
    // People want to see when it began; the index goes by when it was known, so that its times never fall.
    this.#marks.push({ code, direction, timeNs: since, offset, length })
  }

  #writeBytes(direction: Direction): void {
    const own = this.#tracks[direction]
    if (own.batch.length === 0) return
    const pieces = own.batch
    own.batch = []
    if (!this.#ensureHeader()) return this.#lose(direction, own.batchStart)
    const { bytes, error } = this.#files.write(own.file, pieces, own.batchStart)
    if (!error) return
    this.#error = error
    this.#lose(direction, own.batchStart + bytes)
  }

  /**
   * The bytes of this batch from `from` on did not reach the file: takes their records back (a frame that got there
   * in part keeps that part) and opens a gap.
   */
  #lose(direction: Direction, from: number): void {
    const own = this.#tracks[direction]
    const code = directionCode(direction)
    let kept = this.#batchFirst
    let firstFrame = own.frames
    const lost: number[] = []
    const { view, count } = this.#waiting
    for (let i = this.#batchFirst; i < count; i++) {
      const at = i * RECORD_SIZE
      const isOwnFrame = view.getUint8(at) === 1 && view.getUint8(at + 1) === code
      if (isOwnFrame) {
        const offset = view.getUint32(at + 20, true) * 2 ** 32 + view.getUint32(at + 16, true)
        const length = view.getUint32(at + 4, true)
        if (offset + length > from) firstFrame = Math.min(firstFrame, view.getUint32(at + 8, true))
        if (offset >= from) {
          lost.push(this.#flushed + i)
          continue
        }
        view.setUint32(at + 4, Math.min(length, from - offset), true)
      }
      this.#waiting.move(i, kept++)
    }
    for (const track of Object.values(this.#tracks)) {
      const places = track.untaken.map((record) => placeAfterLoss(record, lost))
      track.untaken.splice(0, track.untaken.length, ...places)
    }
    this.#waiting.cut(kept)
    own.gap = { start: from, firstFrame, since: this.#lastTime }
  }

  /** The disk may accept again: says what is missing, and lets bytes come after it. */
  #endGap(direction: Direction): void {
    const own = this.#tracks[direction]
    if (!own.gap) return
    let { start } = own.gap
    this.#gapBytes += own.seen - start
    while (start < own.seen) {
      const length = Math.min(MAX_RECORD_LENGTH, own.seen - start)
      this.#appendMark(direction, 'gap', 0, start, length, own.gap.firstFrame, this.#lastTime, own.gap.since)
      start += length
    }
    own.gap = null
  }

  /** Writes the records that wait. False when some still do. */
  #flush(): boolean {
    if (this.#waiting.count === 0) return true
    if (!this.#ensureFolder()) return false
    const records = this.#waiting.bytes
    const before = this.#headerWritten ? this.headerSize + this.#flushed * RECORD_SIZE : 0
    const pieces = this.#headerWritten ? [records] : [this.#header, records]
    const written = this.#files.write(this.index, pieces, before)
    const inIndex = before + written.bytes - this.headerSize
    if (inIndex >= 0) this.#headerIsThere()
    const whole = Math.max(0, Math.floor(inIndex / RECORD_SIZE) - this.#flushed)
    this.#flushed += whole
    this.#waiting.written(whole)
    this.#batchFirst = this.#waiting.count
    if (written.error) this.#error = written.error
    return written.error === null
  }

  /** Whether the disk takes bytes again. Tried with zeros where bytes are missing anyway: a mark alone needs so little. */
  #accepts(direction: Direction): boolean {
    const { gap, seen, file } = this.#tracks[direction]
    if (!gap) return true
    if (!this.#ensureHeader()) return false
    const { error } = this.#files.write(file, [PROBE.subarray(0, seen - gap.start)], gap.start)
    if (error) this.#error = error
    return error === null
  }

  #inGap(): boolean {
    return DIRECTIONS.some((direction) => this.#tracks[direction].gap !== null)
  }

  /** The folder: made before the first thing that is written. */
  #ensureFolder(): boolean {
    if (this.#folderMade) return true
    try {
      mkdirSync(this.paths.folder, { recursive: true, mode: 0o700 })
      this.#folderMade = true
    } catch (error) {
      this.#error = error as NodeJS.ErrnoException
    }
    return this.#folderMade
  }

  /** The index's header, which must be there before any byte: without it nobody could say whose they are. */
  #ensureHeader(): boolean {
    if (this.#headerWritten) return true
    if (!this.#ensureFolder()) return false
    const { error } = this.#files.write(this.index, [this.#header], 0)
    if (error) this.#error = error
    else this.#headerIsThere()
    return this.#headerWritten
  }

  #headerIsThere(): void {
    this.#headerWritten = true
    this.#header = NO_BYTES
  }
}

function track(file: LogFile): Track {
  return { file, seen: 0, frames: 0, batch: [], batchStart: 0, untaken: [], gap: null }
}

/** Where a record stands after those in `lost` (rising) were taken out before it. */
function placeAfterLoss(record: number, lost: readonly number[]): number {
  let before = 0
  while (before < lost.length && lost[before]! < record) before++
  return lost[before] === record ? NOWHERE : record - before
}
