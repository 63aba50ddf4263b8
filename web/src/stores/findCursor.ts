import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { FoundMatch, MatchList, MatchPlace } from './matchList.ts'
import type { SelectionStore } from './selection.ts'
import type { BytePlace } from './viewport.ts'

/** The session that is open: what is found in is its recording. */
export interface FindTarget {
  readonly id: SessionId
  /** Bytes that are recorded of each direction by now. */
  readonly recorded: () => Readonly<Record<Direction, number>>
  /** The frame that holds a byte, as its place in the frame index; null: not known. */
  readonly recordOf?: (direction: Direction, offset: number) => number | null
  /** The first byte in view; null: none is. */
  readonly inView?: () => BytePlace | null
}

/** Where finding went on when it had come to the other end. */
export type Wrap = 'start' | 'end'

/** A match to go to. */
export interface FindStep {
  readonly place: MatchPlace
  /** Null: it lies the way that was looked. */
  readonly wrap: Wrap | null
}

/**
 * Which match a person stands at, in the one order that both directions have in time: where a search looks from, the
 * match that it goes to by itself, and those before and behind.
 */
export class FindCursor {
  readonly #matches: MatchList
  readonly #selection: Pick<SelectionStore, 'getState'>
  /** Where the search looks from; null: from the start. */
  #anchor: BytePlace | null = null
  /** Whether the current match is the one to stay at: it was gone to by a person, or all are known. */
  #settled = false

  constructor(matches: MatchList, selection: Pick<SelectionStore, 'getState'>) {
    this.#matches = matches
    this.#selection = selection
  }

  /** A search begins: it looks from the selected byte on, or from the first one in view. */
  begin(target: FindTarget): void {
    this.#anchor = this.#selected(target) ?? target.inView?.() ?? null
    this.#settled = false
  }

  /**
   * Where a search goes by itself, as soon as something is known. The server tells one direction after the other: one
   * of the second that comes earlier is gone to instead, once, unless a person has moved on meanwhile.
   * @param running whether more may be told
   * @returns null: it stays where it is
   */
  arrive(current: FoundMatch | null, running: boolean): FindStep | null {
    // None: nothing was found before, or it was let go for what comes now.
    if (current === null) this.#settled = false
    else if (this.#selection.getState().origin !== 'find') this.#settled = true
    if (this.#settled) return null
    const step = this.#nearest(running)
    if (!step) return null
    this.#settled = !running
    const { direction, range } = this.#matches.at(step.place)
    return current?.direction === direction && current.range.start === range.start ? null : step
  }

  /** The next match or the one before, beginning anew at the ends; null: there is none. */
  step(by: 1 | -1, current: FoundMatch | null, target: FindTarget | null): FindStep | null {
    const { size } = this.#matches
    const elsewhere = this.#selection.getState().origin === 'find' ? null : this.#selected(target)
    let rank = this.rankOf(current)
    if (elsewhere) {
      // A person has selected something else meanwhile: from there on.
      const behind = this.#before(elsewhere)
      rank = by === 1 ? behind - 1 : behind
    }
    const next = rank === null ? (by === 1 ? 0 : size - 1) : rank + by
    this.#settled = true
    const place = this.#matches.byRank((next + size) % Math.max(1, size))
    return place && { place, wrap: next >= size ? 'start' : next < 0 ? 'end' : null }
  }

  /** How many matches come before this one; null: it is not among them. */
  rankOf(match: FoundMatch | null): number | null {
    const place = match && this.#matches.firstFrom(match.direction, match.range.start)
    if (!place || this.#matches.at(place).range.start !== match.range.start) return null
    return this.#matches.rank(place)
  }

  /** The first match at the byte that is looked from or behind it, of those that are known. */
  #nearest(running: boolean): FindStep | null {
    const found = this.#matches.byRank(this.#anchor ? this.#before(this.#anchor) : 0)
    if (found) return { place: found, wrap: null }
    // While it runs there may come one; when it is over, the search begins anew at the start.
    const first = running ? null : this.#matches.byRank(0)
    return first && { place: first, wrap: 'start' }
  }

  #before({ direction, offset, record }: BytePlace): number {
    return this.#matches.before(direction, offset, record)
  }

  /** The byte that a person has selected in this session. */
  #selected(target: FindTarget | null): BytePlace | null {
    const { sessionId, direction, range, record } = this.#selection.getState()
    if (sessionId !== target?.id || !direction || !range) return null
    const { start: offset } = range
    return { direction, offset, record: record ?? target.recordOf?.(direction, offset) ?? null }
  }
}
