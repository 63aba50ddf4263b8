import type { FramePage, FrameQuery, FrameRow } from '@tcpscope/shared/api'
import { DIRECTIONS, type ByteRange, type Direction } from '@tcpscope/shared/base'
import { decodeRecord, RECORD_SIZE, type Frame } from '@tcpscope/shared/capture'
import { LRUCache } from 'lru-cache'
import { Changes } from './changes.ts'
import { WantedFetches } from './wantedFetches.ts'

/** Records a page of the cache holds, and records one request asks for. */
export const FRAME_PAGE = 256
/** Pages kept: 16,384 records, a few MiB. */
const MAX_PAGES = 64
/** Places at which there is no frame (a gap, or the stream's end), remembered so as not to ask again and again. */
const MAX_NOWHERE = 512

/** Reads a page of the frame index. @throws what went wrong, as an Error */
export type FrameSource = (query: FrameQuery, signal: AbortSignal) => Promise<FramePage>

/** A frame; null: that record is a mark; undefined: not known (yet). */
export type FrameSlot = FrameRow | null | undefined

/** What a view wants to know: records `[start, end)`, and the frames that hold certain bytes. */
export interface FrameWish {
  readonly records?: ByteRange
  readonly offsets?: readonly { readonly direction: Direction; readonly offset: number }[]
}

export interface FrameReader {
  /** Replaces what this view wants; fetches that no view wants any more end. */
  want(wish: FrameWish): void
  close(): void
}

interface Page {
  readonly slots: FrameSlot[]
  /** The frames of each direction in order of their offsets; null: to be sorted out again. */
  byOffset: Record<Direction, FrameRow[]> | null
}

/**
 * The frame index of one session as far as views need it: pages by record number in an LRU of bounded size,
 * filled by pushed records and by requests.
 */
export class FrameCache {
  readonly #source: FrameSource
  readonly #pages = new LRUCache<number, Page>({ max: MAX_PAGES })
  readonly #fetches: WantedFetches<string, FrameQuery>
  readonly #nowhere = new LRUCache<string, number>({ max: MAX_NOWHERE })
  #records = 0
  #untold = false

  /** Told whenever a lookup may answer something else. */
  readonly changes = new Changes()

  constructor(source: FrameSource) {
    this.#source = source
    this.#fetches = new WantedFetches(
      (key, query, signal) => (this.#isAnswered(key, query) ? undefined : this.#fetch(key, query, signal)),
      () => this.changes.emit(),
    )
  }

  /** Records in the index now. */
  get records(): number {
    return this.#records
  }

  /** Why something that is wanted could not be read, as a sentence; null when all is well. */
  get error(): string | null {
    return this.#fetches.error
  }

  grow(records: number): void {
    if (records <= this.#records) return
    this.#records = records
    this.changes.emit()
  }

  /**
   * Takes raw records that came over the live socket. They may come again with more times known. Who draws them hears
   * of it by `tell`.
   */
  push(from: number, payload: Uint8Array): void {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
    const count = Math.floor(payload.byteLength / RECORD_SIZE)
    for (let i = 0; i < count; i++) {
      const entry = decodeRecord(view, i * RECORD_SIZE)
      if (entry?.kind !== 'frame') this.#put(from + i, null)
      else {
        this.#put(from + i, rowOf(entry, from + i))
      }
    }
    this.#records = Math.max(this.#records, from + count)
    this.#untold = true
  }

  /** Tells of what was pushed since the last time. */
  tell(): void {
    if (this.#untold) this.changes.emit()
    this.#untold = false
  }

  at(record: number): FrameSlot {
    return this.#pages.get(Math.floor(record / FRAME_PAGE))?.slots[record % FRAME_PAGE]
  }

  /** The known frame that holds this byte. */
  frameAt(direction: Direction, offset: number): FrameRow | undefined {
    for (const page of this.#pages.values()) {
      const frames = (page.byOffset ??= sorted(page.slots))[direction]
      const frame = lastNotAfter(frames, offset)
      if (frame && offset < frame.offset + frame.length) return frame
    }
    return undefined
  }

  /** The same, asking the server when it is not known. @returns undefined when no frame holds the byte */
  async locate(direction: Direction, offset: number, signal: AbortSignal): Promise<FrameRow | undefined> {
    const known = this.frameAt(direction, offset)
    if (known) return known
    this.#take(await this.#source({ direction, offset, limit: FRAME_PAGE }, signal))
    this.changes.emit()
    return this.frameAt(direction, offset)
  }

  /** The frame at a record, asking the server when it is not known. @returns null when it is a mark */
  async frame(record: number, signal: AbortSignal): Promise<FrameRow | null> {
    const known = this.at(record)
    if (known !== undefined) return known
    this.#take(await this.#source({ from: record, limit: 1 }, signal))
    this.changes.emit()
    return this.at(record) ?? null
  }

  /** A new view. It must be closed. */
  open(): FrameReader {
    const reader = this.#fetches.open()
    return {
      want: (wish) => reader.want(this.#queriesOf(wish)),
      close: () => reader.close(),
    }
  }

  /** Tries again what could not be read. */
  retry(): void {
    this.#fetches.retry()
    this.changes.emit()
  }

  /** Pushes were missed: times filled in later may be unknown here, so everything is read again. */
  forget(): void {
    this.#pages.clear()
    this.#nowhere.clear()
    this.retry()
  }

  #queriesOf({ records, offsets = [] }: FrameWish): Map<string, FrameQuery> {
    const queries = new Map<string, FrameQuery>()
    if (records) {
      const end = Math.min(records.end, this.#records)
      for (let at = records.start; at < end; at++) {
        if (this.at(at) !== undefined) continue
        // From the first unknown one to the end of its page; the next page has its own request.
        const limit = FRAME_PAGE - (at % FRAME_PAGE)
        queries.set(`record ${at}`, { from: at, limit })
        at += limit - 1
      }
    }
    for (const { direction, offset } of offsets) {
      queries.set(`${direction} ${offset}`, { direction, offset, limit: FRAME_PAGE })
    }
    return queries
  }

  #put(record: number, slot: FrameRow | null): void {
    const number = Math.floor(record / FRAME_PAGE)
    let page = this.#pages.get(number)
    if (!page) {
      page = { slots: [], byOffset: null }
      this.#pages.set(number, page)
    }
    page.slots[record % FRAME_PAGE] = slot
    page.byOffset = null
  }

  #take({ from, next, records, frames }: FramePage): void {
    let at = from
    for (const frame of frames) {
      // What is counted but not listed is a mark.
      for (; at < frame.record; at++) this.#put(at, null)
      this.#put(frame.record, frame)
      at = frame.record + 1
    }
    for (; at < next; at++) this.#put(at, null)
    this.#records = Math.max(this.#records, records)
  }

  /** Nothing needs to be asked: what a query is about is known, or known to be nowhere. */
  #isAnswered(key: string, { from, direction, offset }: FrameQuery): boolean {
    if (from !== undefined) return this.at(from) !== undefined
    if (direction === undefined || offset === undefined) return true
    return this.#nowhere.get(key) === this.#records || this.frameAt(direction, offset) !== undefined
  }

  async #fetch(key: string, query: FrameQuery, signal: AbortSignal): Promise<void> {
    const page = await this.#source(query, signal)
    if (signal.aborted) return
    this.#take(page)
    if (this.#isAnswered(key, query)) return
    if (query.from !== undefined) throw new Error('The server has fewer frames than it announced.')
    this.#nowhere.set(key, this.#records)
  }
}

function rowOf(frame: Frame, record: number): FrameRow {
  const { direction, number, offset, length, otherOffset, readNs, takenNs, loggedNs, textNs } = frame
  return { record, direction, number, offset, length, otherOffset, readNs, takenNs, loggedNs, textNs }
}

function sorted(slots: readonly FrameSlot[]): Record<Direction, FrameRow[]> {
  const lists: Record<Direction, FrameRow[]> = { upstream: [], downstream: [] }
  for (const slot of slots) if (slot) lists[slot.direction].push(slot)
  for (const direction of DIRECTIONS) lists[direction].sort((a, b) => a.offset - b.offset)
  return lists
}

/** The last frame that begins at or before `offset`. */
function lastNotAfter(frames: readonly FrameRow[], offset: number): FrameRow | undefined {
  let low = 0
  let high = frames.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (frames[middle]!.offset <= offset) low = middle + 1
    else high = middle
  }
  return frames[low - 1]
}
