import { otherDirection, type ByteRange, type Direction } from '@tcpscope/shared/base'
import type { Match } from '@tcpscope/shared/api'

/** Matches that are held at most: 2 MB in typed arrays. */
export const MAX_MATCHES = 100_000

/** One match, as views want it. */
export interface FoundMatch {
  readonly direction: Direction
  readonly range: ByteRange
  /** Place of its first byte's frame in the frame index; null: not known. */
  readonly record: number | null
}

/** A match by its direction and its place among that direction's matches. */
export interface MatchPlace {
  readonly direction: Direction
  readonly index: number
}

/**
 * Where bytes were found in one session. Of each direction three typed arrays that grow by doubling, in order of
 * offset and without overlap, as the search tells them; so everything is found by halving. Both directions together
 * are in order of time: by record of the frame index, then by direction and offset.
 */
export class MatchList {
  #columns: Record<Direction, Columns> = { upstream: new Columns(), downstream: new Columns() }

  get size(): number {
    return this.#columns.upstream.length + this.#columns.downstream.length
  }

  count(direction: Direction): number {
    return this.#columns[direction].length
  }

  /** Offset behind the last match of a direction; 0 without one. */
  end(direction: Direction): number {
    return this.#columns[direction].end
  }

  /**
   * Takes the next matches of a search. One that does not lie behind those of its direction is left out: it was told
   * before. So are those for which there is no room.
   * @returns how many were taken
   */
  add(matches: readonly Match[]): number {
    const before = this.size
    for (const { direction, offset, length, record } of matches) {
      if (this.size >= MAX_MATCHES) break
      const columns = this.#columns[direction]
      if (offset >= columns.end) columns.push(offset, length, record)
    }
    return this.size - before
  }

  clear(): void {
    this.#columns = { upstream: new Columns(), downstream: new Columns() }
  }

  /** Forgets the matches of a direction that begin at an offset or behind it. */
  dropFrom(direction: Direction, offset: number): void {
    this.#columns[direction].length = this.#columns[direction].firstFrom(offset)
  }

  /** @throws RangeError when there is no such match */
  at({ direction, index }: MatchPlace): FoundMatch {
    const columns = this.#columns[direction]
    if (index < 0 || index >= columns.length) throw new RangeError(`no match ${index} of ${columns.length}`)
    const start = columns.offsets[index]!
    const record = columns.records[index]!
    return {
      direction,
      range: { start, end: start + columns.lengths[index]! },
      record: known(record),
    }
  }

  /** The matches that touch bytes `[start, end)` of a direction: their places `[first, last)`. */
  touching(
    direction: Direction,
    { start, end }: ByteRange,
  ): { readonly first: number; readonly last: number } {
    const columns = this.#columns[direction]
    let first = columns.firstFrom(start)
    // Matches do not overlap: of those that begin before, only the last can reach in.
    if (first > 0 && columns.offsets[first - 1]! + columns.lengths[first - 1]! > start) first--
    return { first, last: Math.max(first, columns.firstFrom(end)) }
  }

  /** The first match of a direction that begins at an offset or behind it. */
  firstFrom(direction: Direction, offset: number): MatchPlace | null {
    const index = this.#columns[direction].firstFrom(offset)
    return index < this.#columns[direction].length ? { direction, index } : null
  }

  /** How many come before it in order of time. */
  rank({ direction, index }: MatchPlace): number {
    const other = this.#columns[otherDirection(direction)]
    const record = this.#columns[direction].records[index]!
    // A record belongs to one direction, so only unknown ones can be alike in both: then upstream comes first.
    const bound = direction === 'upstream' ? record : record + 0.25
    return index + lowerBound(other.records, other.length, bound)
  }

  /**
   * How many matches come before a byte in order of time.
   * @param record place of its frame in the frame index; null: not known, then the next match of its direction says
   * what came before
   */
  before(direction: Direction, offset: number, record: number | null): number {
    const index = this.#columns[direction].firstFrom(offset)
    if (record === null) {
      return index < this.#columns[direction].length ? this.rank({ direction, index }) : this.size
    }
    const other = this.#columns[otherDirection(direction)]
    // The frame is of this direction: no match of the other one begins in it.
    return index + lowerBound(other.records, other.length, record + 0.25)
  }

  /** The match with so many before it; null: there is none. */
  byRank(rank: number): MatchPlace | null {
    if (rank < 0 || rank >= this.size) return null
    const { upstream } = this.#columns
    // The first upstream match whose rank is not smaller; before it come `low` upstream ones, so the rest is downstream.
    let low = 0
    let high = upstream.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.rank({ direction: 'upstream', index: middle }) < rank) low = middle + 1
      else high = middle
    }
    if (low < upstream.length && this.rank({ direction: 'upstream', index: low }) === rank) {
      return { direction: 'upstream', index: low }
    }
    return { direction: 'downstream', index: rank - low }
  }

  /** Calls back with each match's direction, start and record, for drawing all of them small. */
  each(direction: Direction, visit: (start: number, record: number | null) => void): void {
    const { offsets, records, length } = this.#columns[direction]
    for (let i = 0; i < length; i++) visit(offsets[i]!, known(records[i]!))
  }
}

/** The matches of one direction. */
class Columns {
  offsets = new Float64Array(64)
  lengths = new Uint32Array(64)
  /** Rising. One that is not known is half a record behind the one before. */
  records = new Float64Array(64)
  length = 0

  /** Offset behind the last match. */
  get end(): number {
    const last = this.length - 1
    return last < 0 ? 0 : this.offsets[last]! + this.lengths[last]!
  }

  push(offset: number, length: number, record: number | undefined): void {
    if (this.length === this.offsets.length) this.#grow()
    this.offsets[this.length] = offset
    this.lengths[this.length] = length
    const last = this.length === 0 ? -1 : Math.floor(this.records[this.length - 1]!)
    this.records[this.length] = record === undefined ? last + 0.5 : Math.max(last, record)
    this.length++
  }

  firstFrom(offset: number): number {
    return lowerBound(this.offsets, this.length, offset)
  }

  #grow(): void {
    const size = Math.min(MAX_MATCHES, this.offsets.length * 2)
    const { offsets, lengths, records } = this
    this.offsets = new Float64Array(size)
    this.lengths = new Uint32Array(size)
    this.records = new Float64Array(size)
    this.offsets.set(offsets)
    this.lengths.set(lengths)
    this.records.set(records)
  }
}

function known(record: number): number | null {
  return Number.isInteger(record) ? record : null
}

/** The first of `length` rising values that is not smaller. */
function lowerBound(values: Float64Array, length: number, bound: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! < bound) low = middle + 1
    else high = middle
  }
  return low
}
