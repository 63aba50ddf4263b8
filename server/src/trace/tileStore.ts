import { LRUCache } from 'lru-cache'
import { decodeRecords, type IndexRecord, type SessionFacts } from '@tcpscope/shared/capture'
import type { TileList, TileQuery } from '@tcpscope/shared/api'
import { mergeTiles, type Tile, TileBuilder, tileWidth } from '@tcpscope/shared/trace'
import { type Direction, DIRECTIONS, type SessionId } from '@tcpscope/shared/base'

/** Settled tiles kept, all sessions; one is at most some hundred KiB, most are far smaller. */
const CACHE_TILES = 512
/** A tile with more records than this is put together from two finer ones, which stay in the cache. */
const SCAN_RECORDS = 16_384
const BLOCK_RECORDS = 4_096
/** Frames from before a tile that are looked at, at either end of their stretch. */
const CARRIED = 32

/** What the tile store needs of a frame index. */
export interface RecordSource {
  state(): Promise<{ records: number }>
  /** Raw records [from, from + count), fewer at the end. */
  read(from: number, count: number): Promise<Uint8Array>
}

/**
 * Timeline tiles, made from the frame index when they are asked for. A long session's coarse tiles are put together
 * from finer ones, so a live session costs only its newest stretch, however long it has run.
 */
export class TileStore {
  readonly #cache = new LRUCache<string, Tile>({ max: CACHE_TILES })

  /** The answer for a session that has no index. */
  none({ level, first, last }: TileQuery): TileList {
    const tiles = []
    for (let index = first; index <= last; index++) tiles.push(new TileBuilder(level, index).build(true))
    return { untilNs: 0, tiles }
  }

  async list(facts: SessionFacts, index: RecordSource, { level, first, last }: TileQuery): Promise<TileList> {
    const view = new IndexView(index, (await index.state()).records, facts.hexLog === 'live')
    const tiles: Tile[] = []
    for (let i = first; i <= last; i++) tiles.push(await this.#tile(facts.id, view, level, i))
    return { untilNs: await view.newestTime(), tiles }
  }

  forget(id: SessionId): void {
    for (const key of this.#cache.keys()) if (key.startsWith(id)) this.#cache.delete(key)
  }

  async #tile(id: SessionId, view: IndexView, level: number, index: number): Promise<Tile> {
    const key = `${id} ${level} ${index}`
    const cached = this.#cache.get(key)
    if (cached) return cached
    const start = index * tileWidth(level)
    const from = await view.firstReadAt(start)
    const to = await view.firstReadAt(start + tileWidth(level))
    const tile =
      to - from > SCAN_RECORDS && level > 0
        ? mergeTiles(
            await this.#tile(id, view, level - 1, index * 2),
            await this.#tile(id, view, level - 1, index * 2 + 1),
          )
        : await view.scan(level, index, from, to)
    if (tile.settled) this.#cache.set(key, tile)
    return tile
  }
}

/** Newest moment that a record speaks of. */
function timeOf(record: IndexRecord): number {
  return record.kind === 'frame'
    ? Math.max(record.readNs, record.takenNs, record.loggedNs, record.textNs)
    : record.readNs
}

/** The first `count` records of an index, searched by halving: its times and counts never fall. */
class IndexView {
  readonly #index: RecordSource
  /** Whether the hex logger will still stamp frames that have no textNs. */
  readonly #textFollows: boolean
  readonly count: number
  #newestEvent: number | undefined
  /** Records looked at while halving: the searches of one request share most of them. */
  readonly #seen = new Map<number, IndexRecord | undefined>()

  constructor(index: RecordSource, count: number, textFollows: boolean) {
    this.#index = index
    this.count = count
    this.#textFollows = textFollows
  }

  async record(number: number): Promise<IndexRecord | undefined> {
    if (!this.#seen.has(number)) this.#seen.set(number, decodeRecords(await this.#index.read(number, 1))[0])
    return this.#seen.get(number)
  }

  /** Newest moment that the index speaks of. The text of the last frame may come after the last mark. */
  async newestTime(): Promise<number> {
    const last = decodeRecords(await this.#index.read(Math.max(0, this.count - CARRIED), CARRIED))
    return Math.max(0, ...last.map(timeOf))
  }

  /** The first record that was read at or after this moment. */
  firstReadAt(time: number): Promise<number> {
    return this.#first(0, this.count, (record) => record.readNs >= time)
  }

  /** The tile of the records [from, to), which were read within it, and of what reaches into it from before. */
  async scan(level: number, index: number, from: number, to: number): Promise<Tile> {
    const builder = new TileBuilder(level, index)
    const start = index * tileWidth(level)
    const newest = this.count > 0 ? await this.record(this.count - 1) : undefined
    const ended = newest?.kind === 'mark' && newest.code === 'closed'
    let settled = newest !== undefined && (ended || newest.readNs >= start + tileWidth(level))
    const add = (record: IndexRecord | undefined, number: number): void => {
      if (record?.kind !== 'frame') return
      builder.add(record, number)
      if (this.#textFollows && record.textNs === 0) settled = false
      if (record.takenNs === 0 && !ended) settled = false
    }
    for (const number of await this.#reachingInto(start, from)) add(await this.record(number), number)
    for (let at = from; at < to; at += BLOCK_RECORDS) {
      const records = decodeRecords(await this.#index.read(at, Math.min(BLOCK_RECORDS, to - at)))
      for (const [i, record] of records.entries()) add(record, at + i)
    }
    // What comes next says who was waited for at the end.
    const next = to < this.count ? await this.record(to) : undefined
    if (next) builder.add(next, to)
    return builder.build(settled, await this.newestEvent())
  }

  /** Newest moment at which something happened on the connection. */
  async newestEvent(): Promise<number> {
    this.#newestEvent ??= decodeRecords(
      await this.#index.read(Math.max(0, this.count - CARRIED), CARRIED),
    ).reduce(
      (newest, record) => Math.max(newest, record.readNs, record.kind === 'frame' ? record.takenNs : 0),
      0,
    )
    return this.#newestEvent
  }

  /**
   * Frames read before a tile that may have spans in it. They share one cell a lane, of which only the ends are
   * drawn: the first and the last few of them do for that, however many there are. And in any case the last frame of
   * each direction, by which one knows who spoke last and who was held.
   */
  async #reachingInto(start: number, before: number): Promise<number[]> {
    const numbers = new Set<number>()
    const addSome = (from: number, to: number): void => {
      for (let i = from; i < Math.min(to, from + CARRIED); i++) numbers.add(i)
      for (let i = Math.max(from, to - CARRIED); i < to; i++) numbers.add(i)
    }
    const isLate = (time: number): boolean => time === 0 || time >= start
    // Logging and text end in the order of the index. A mark has neither; it goes with the moment it happened.
    addSome(await this.#first(0, before, (record) => isLate(logged(record))), before)
    addSome(await this.#first(0, before, (record) => isLate(inText(record))), before)
    // Peers take frames in order, each direction for itself: look back frame by frame in each.
    const last = before > 0 ? await this.record(before - 1) : undefined
    if (!last) return [...numbers]
    for (const direction of DIRECTIONS) {
      const frames = framesAfter(last, direction)
      for (let n = frames; n > 0 && frames - n < CARRIED; n--) {
        const number = await this.#first(0, before, (record) => framesAfter(record, direction) >= n)
        const record = await this.record(number)
        if (record?.kind !== 'frame') break
        if (n === frames || isLate(record.takenNs)) numbers.add(number)
        if (!isLate(record.takenNs)) break
      }
    }
    return [...numbers].toSorted((a, b) => a - b)
  }

  /** The first record in [from, to) for which `reached` holds, `to` if none; never false again after true. */
  async #first(from: number, to: number, reached: (record: IndexRecord) => boolean): Promise<number> {
    let low = from
    let high = to
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const record = await this.record(middle)
      if (record && reached(record)) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Frames of a direction in the index behind this record. */
function framesAfter(record: IndexRecord, direction: Direction): number {
  if (record.direction !== direction) return record.otherNumber
  return record.kind === 'frame' ? record.number + 1 : record.number
}

function logged(record: IndexRecord): number {
  return record.kind === 'frame' ? record.loggedNs : record.readNs
}

function inText(record: IndexRecord): number {
  return record.kind === 'frame' ? record.textNs : record.readNs
}
