import { type Direction, otherDirection, sourceOf } from '../base/index.ts'
import {
  closedByOf,
  type Frame,
  type IndexRecord,
  isHeld,
  isStrict,
  loopWaitNs,
  type Mark,
} from '../capture/index.ts'
import { type Blocker, notReading, silent } from './blockers.ts'
import { BLOCKED_AFTER_NS } from './lanes.ts'

/** A time [start, end) that is put down to one blocker; ns since the session's start. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly blocker: Blocker
}

/** A stretch that is known before its time has come. */
interface Phase {
  readonly start: number
  end: number
  readonly blocker: Blocker
  readonly direction: Direction
}

/** Of several phases at the same time the first of these counts; silence counts when there is none. */
const RANK: readonly Blocker[] = ['client-not-reading', 'target-not-reading', 'disk', 'own']

/**
 * Puts every nanosecond of a session down to exactly one blocker, from the records of its frame index:
 *
 * 1. while a peer has not taken a frame, it does not read (of two, the one who takes it later);
 * 2. while a strict frame is not in its file, or a source is held because the recorder lags: the disk;
 * 3. from the reading of a frame until a socket took it at once, and while it is known to have waited for us: we;
 * 4. else somebody is silent: whoever does the next thing, because that is what ended the wait. When nothing came
 *    after it, the side that did not speak last.
 *
 * What is said of a moment follows from the records around it alone, wherever one begins to look.
 */
export class Attribution {
  readonly #to: number
  readonly #put: (start: number, end: number, blocker: Blocker) => void
  #at: number
  /** Those that have not ended, in order of their beginning within a direction and blocker. */
  #phases: Phase[] = []
  readonly #held: Record<Direction, Phase | undefined> = { upstream: undefined, downstream: undefined }
  #spoke: Direction = 'downstream'
  #closed = false

  /** @param put gets the stretches of [from, to) in order, without holes; neighbours may have the same blocker */
  constructor(from: number, to: number, put: (start: number, end: number, blocker: Blocker) => void) {
    this.#at = from
    this.#to = to
    this.#put = put
  }

  /**
   * Records in the order of the index: those of the range, the first one behind it, and of those before it at least
   * the frames that were unfinished when it began and the last frame of each direction.
   * @param number the record's place in the index, from 0
   */
  add(record: IndexRecord, number: number): void {
    if (record.kind === 'frame') {
      this.#advance(record.readNs, silent(sourceOf(record.direction)), loopWaitNs(record.detail))
      this.#begin(record)
    } else {
      this.#advance(record.readNs, number === 0 ? 'target-silent' : this.#silentBefore(record), 0)
      if (record.code !== 'closed') return
      this.#closed = true
      this.#phases = []
    }
  }

  /** There are no more records. @param untilNs the newest moment that is known */
  end(untilNs: number): void {
    this.#advance(untilNs, this.#closed ? 'own' : this.#expected(), 0)
  }

  #silentBefore({ code, direction, detail }: Mark): Blocker {
    if (code === 'connected') return 'target-silent'
    if (code !== 'closed') return silent(sourceOf(direction))
    const by = closedByOf(detail & 3)
    return by === 'tcpscope' ? this.#expected() : silent(by)
  }

  /** Nobody knows the protocol: the side that did not speak last; before any byte the client. */
  #expected(): Blocker {
    return silent(sourceOf(otherDirection(this.#spoke)))
  }

  #begin({ direction, readNs, takenNs, loggedNs, atOnce, detail }: Frame): void {
    const taken = takenNs === 0 ? Infinity : takenNs
    const logged = loggedNs === 0 ? Infinity : loggedNs
    // The source was read again: it is not held any more.
    const held = this.#held[direction]
    if (held) held.end = Math.min(held.end, readNs)
    this.#held[direction] = undefined
    this.#spoke = direction
    if (isStrict(detail)) {
      this.#phase(readNs, Math.min(logged, taken), 'disk', direction)
      const slow = taken - logged > BLOCKED_AFTER_NS
      this.#phase(logged, taken, slow ? notReading(direction) : 'own', direction)
    } else {
      this.#phase(readNs, taken, atOnce ? 'own' : notReading(direction), direction)
      if (isHeld(detail)) this.#held[direction] = this.#phase(readNs, logged, 'disk', direction)
    }
  }

  #phase(start: number, end: number, blocker: Blocker, direction: Direction): Phase | undefined {
    if (end <= this.#at || start >= end) return undefined
    // Many a frame in one: the list stays as short as there are reasons.
    const last = this.#phases.findLast((one) => one.blocker === blocker && one.direction === direction)
    if (last && last.end >= start) {
      last.end = Math.max(last.end, end)
      return last
    }
    const phase = { start, end, blocker, direction }
    this.#phases.push(phase)
    return phase
  }

  /** Puts down the time until `until`. @param waitedNs of its end belong to us, where nothing else is known */
  #advance(until: number, quiet: Blocker, waitedNs: number): void {
    const end = Math.min(until, this.#to)
    while (this.#at < end) {
      const from = this.#at
      const waited = until - waitedNs
      let best: Phase | undefined
      let change = end
      for (const phase of this.#phases) {
        if (phase.start > from) change = Math.min(change, phase.start)
        else if (phase.end > from) {
          change = Math.min(change, phase.end)
          if (!best || comesBefore(phase, best)) best = phase
        }
      }
      if (!best && waited > from) change = Math.min(change, waited)
      this.#put(from, change, best?.blocker ?? (waited <= from && waitedNs > 0 ? 'own' : quiet))
      this.#at = change
      if (this.#phases.length > 0) this.#phases = this.#phases.filter((phase) => phase.end > change)
    }
  }
}

function comesBefore(one: Phase, other: Phase): boolean {
  const rank = rankOf(one.blocker) - rankOf(other.blocker)
  if (rank !== 0) return rank < 0
  return one.end === other.end ? one.direction === 'upstream' : one.end > other.end
}

/** Both kinds of not reading are one rank. */
function rankOf(blocker: Blocker): number {
  return Math.max(1, RANK.indexOf(blocker))
}
