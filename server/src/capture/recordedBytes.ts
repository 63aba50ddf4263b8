import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ByteRange, type Direction } from '@tcpscope/shared/base'
import {
  decodeRecord,
  decodeRecords,
  INDEX_PREFIX,
  indexHeaderSize,
  type IndexRecord,
  RECORD_SIZE,
} from '@tcpscope/shared/capture'
import type { SessionRef } from '../core/capturePort.ts'
import { positionAfter } from './indexSearch.ts'
import { sessionPaths } from './sessionPaths.ts'

/** Records read at once, by the scan of all and by a look-up. */
const SCAN_RECORDS = 4096
const PAGE_RECORDS = 64

/** A frame: its number in its direction, and its place in the index. */
export interface FramePlace {
  readonly frame: number
  readonly record: number
}

/**
 * What is recorded of one direction, live or ended, for a thread that may block: which ranges, their bytes, and the
 * frames they came in.
 */
export class RecordedBytes {
  readonly #direction: Direction
  readonly #bytes: number
  readonly #index: RecordPages | undefined
  /** Where in the index the frame was that was asked for last. */
  #place = 0

  private constructor(direction: Direction, bytes: number, index: RecordPages | undefined) {
    this.#direction = direction
    this.#bytes = bytes
    this.#index = index
  }

  /**
   * @param root the folder of all sessions
   * @returns undefined when nothing is recorded
   * @throws the system's error, or Error when the frame index is none
   */
  static open(root: string, ref: SessionRef, direction: Direction): RecordedBytes | undefined {
    const paths = sessionPaths(root, ref)
    const bytes = openIfThere(paths[direction])
    if (bytes === undefined) return undefined
    try {
      return new RecordedBytes(direction, bytes, RecordPages.open(paths.index))
    } catch (error) {
      closeSync(bytes)
      throw error
    }
  }

  /** Bytes in the file now, gaps counted. */
  get size(): number {
    return fstatSync(this.#bytes).size
  }

  /**
   * The unbroken ranges that frames of the index speak of, rising: what lies between them is not recorded, whatever
   * the file shows there. Reads the whole index as of now; yields after each block of it.
   */
  *ranges(): Generator<void, ByteRange[]> {
    const ranges: { start: number; end: number }[] = []
    const count = this.#index?.count() ?? 0
    // Asked after the index: the bytes that it speaks of are in the file.
    const { size } = this
    for (let from = 0; from < count; from += SCAN_RECORDS) {
      for (const record of decodeRecords(this.#index!.read(from, Math.min(SCAN_RECORDS, count - from)))) {
        if (record.kind !== 'frame' || record.direction !== this.#direction) continue
        const end = Math.min(size, record.offset + record.length)
        const newest = ranges.at(-1)
        if (newest?.end === record.offset) newest.end = end
        else if (end > record.offset) ranges.push({ start: record.offset, end })
      }
      yield
    }
    return ranges
  }

  /** @returns bytes read: fewer than there is room for only at the end of the file */
  read(into: Uint8Array, offset: number): number {
    return readFully(this.#bytes, into, offset)
  }

  /** The frame that holds a byte; undefined when the index knows of none. Ask in rising order. */
  frameAt(offset: number): FramePlace | undefined {
    if (!this.#index) return undefined
    this.#place = this.#index.first(this.#place, (record) => positionAfter(record, this.#direction) > offset)
    const record = this.#index.record(this.#place)
    if (record?.kind !== 'frame' || record.direction !== this.#direction) return undefined
    const frame = ByteRange.ofLength(record.offset, record.length)
    return ByteRange.contains(frame, offset) ? { frame: record.number, record: this.#place } : undefined
  }

  close(): void {
    closeSync(this.#bytes)
    this.#index?.close()
  }
}

/** The records of a frame index, read by blocking calls. */
class RecordPages {
  readonly #file: number
  readonly #headerSize: number
  /** The page that was looked at last, and the place of its first record. */
  #page = new Uint8Array(0)
  #pageFrom = 0

  private constructor(file: number, headerSize: number) {
    this.#file = file
    this.#headerSize = headerSize
  }

  /** Undefined when there is none, or only its beginning. @throws Error when it is not a frame index */
  static open(path: string): RecordPages | undefined {
    const file = openIfThere(path)
    if (file === undefined) return undefined
    try {
      const prefix = new Uint8Array(INDEX_PREFIX)
      if (readFully(file, prefix, 0) === prefix.length) return new RecordPages(file, indexHeaderSize(prefix))
      closeSync(file)
      return undefined
    } catch (error) {
      closeSync(file)
      throw error
    }
  }

  /** Whole records now. */
  count(): number {
    return Math.max(0, Math.floor((fstatSync(this.#file).size - this.#headerSize) / RECORD_SIZE))
  }

  read(from: number, count: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(count * RECORD_SIZE)
    return bytes.subarray(0, readFully(this.#file, bytes, this.#headerSize + from * RECORD_SIZE))
  }

  /**
   * Place of the first record at `from` or behind it for which `reached` holds: in growing steps, then by halving.
   * `reached` must not fall back to false once it was true.
   */
  first(from: number, reached: (record: IndexRecord) => boolean): number {
    const count = this.count()
    const isReached = (place: number): boolean => {
      const record = this.record(place)
      return record !== undefined && reached(record)
    }
    let low = from
    let high = from
    for (let step = 1; high < count && !isReached(high); step *= 2) {
      low = high + 1
      high += step
    }
    high = Math.min(high, count)
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (isReached(middle)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Undefined behind the last, or when its kind is not one we know. */
  record(place: number): IndexRecord | undefined {
    const from = place - (place % PAGE_RECORDS)
    const at = (place - from) * RECORD_SIZE
    if (from !== this.#pageFrom || at + RECORD_SIZE > this.#page.length) {
      this.#page = this.read(from, PAGE_RECORDS)
      this.#pageFrom = from
    }
    if (at + RECORD_SIZE > this.#page.length) return undefined
    return decodeRecord(new DataView(this.#page.buffer, this.#page.byteOffset), at)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function readFully(file: number, into: Uint8Array, position: number): number {
  let bytes = 0
  while (bytes < into.length) {
    const done = readSync(file, into, bytes, into.length - bytes, position + bytes)
    if (done === 0) break
    bytes += done
  }
  return bytes
}
