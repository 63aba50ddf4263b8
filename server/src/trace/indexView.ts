import { type Direction, DIRECTIONS } from '@tcpscope/shared/base'
import { decodeRecords, type IndexRecord } from '@tcpscope/shared/capture'
import { type Tile, TileBuilder, tileWidth } from '@tcpscope/shared/trace'

const BLOCK_RECORDS = 4_096
/** Frames from before a tile that are looked at, at either end of their stretch. */
const CARRIED = 32

/** What the timeline needs of a frame index. */
export interface RecordSource {
  state(): Promise<{ records: number }>
  /** Raw records [from, from + count), fewer at the end. */
  read(from: number, count: number): Promise<Uint8Array>
}

/** Newest moment that a record speaks of. */
function timeOf(record: IndexRecord): number {
  return record.kind === 'frame'
    ? Math.max(record.readNs, record.takenNs, record.loggedNs, record.textNs)
    : record.readNs
}

/** Of a session without files. */
export const NO_RECORDS: RecordSource = {
  state: () => Promise.resolve({ records: 0 }),
  read: () => Promise.resolve(new Uint8Array(0)),
}

/** The first `count` records of an index, searched by halving: its times and counts never fall. */
export class IndexView {
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
    const add = (record: IndexRecord, number: number): void => {
      builder.add(record, number)
      // What comes behind the tile has no say in whether it is settled.
      if (record.kind !== 'frame' || number >= to) return
      if (this.#textFollows && record.textNs === 0) settled = false
      if (record.takenNs === 0 && !ended) settled = false
    }
    await this.feed(start, from, to, add)
    return builder.build(settled, await this.newestEvent())
  }

  /** Raw records [from, from + count). */
  read(from: number, count: number): Promise<Uint8Array> {
    return this.#index.read(from, count)
  }

  /**
   * Visits the records [from, to), which begin at the moment `start`; before them the frames that reach into that time
   * from earlier, and behind them the next record: what comes next says who was waited for at the end.
   */
  async feed(
    start: number,
    from: number,
    to: number,
    visit: (record: IndexRecord, number: number) => void,
  ): Promise<void> {
    for (const number of await this.#reachingInto(start, from)) {
      const record = await this.record(number)
      if (record) visit(record, number)
    }
    for (let at = from; at < to; at += BLOCK_RECORDS) {
      const records = decodeRecords(await this.#index.read(at, Math.min(BLOCK_RECORDS, to - at)))
      for (const [i, record] of records.entries()) visit(record, at + i)
    }
    const next = to < this.count ? await this.record(to) : undefined
    if (next) visit(next, to)
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
