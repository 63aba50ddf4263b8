import { BLOCKERS, type Blocker } from './blockers.ts'
import type { Stretch } from './attribution.ts'

/**
 * How long each blocker held a tile's buckets up: `[bucket, buckets, blocker, ns]`. A run of several buckets is all of
 * one blocker from end to end; a single bucket may have an entry for each blocker. `blocker` counts in BLOCKERS.
 */
export type WaitRun = readonly [bucket: number, buckets: number, blocker: number, ns: number]

/** The stretches at both ends of a time, and the longest in it that is not our own; null: nothing is known of it. */
export interface WaitEnds {
  readonly first: Stretch
  readonly last: Stretch
  readonly longest: Stretch | null
}

/** What was waited for in a tile. */
export interface TileWaits {
  readonly runs: readonly WaitRun[]
  readonly ends: WaitEnds | null
}

const KINDS = BLOCKERS.length

/** Joins stretches that follow one another, and keeps the first, the last and the longest of them. */
export class WaitJoiner {
  #ends: WaitEnds | null = null

  /** Stretches in order, without holes. */
  add(next: Stretch): void {
    this.#ends = joinEnds(this.#ends, {
      first: next,
      last: next,
      longest: next.blocker === 'own' ? null : next,
    })
  }

  get ends(): WaitEnds | null {
    return this.#ends
  }
}

/** The ends of two times that follow one another. */
export function joinEnds(left: WaitEnds | null, right: WaitEnds | null): WaitEnds | null {
  if (!left || !right) return left ?? right
  const meet = left.last.blocker === right.first.blocker && left.last.end === right.first.start
  if (!meet) {
    return { first: left.first, last: right.last, longest: longer(left.longest, right.longest) }
  }
  const joined: Stretch = { ...left.last, end: right.first.end }
  const whole = joined.blocker === 'own' ? null : joined
  return {
    first: left.first.end === left.last.end ? joined : left.first,
    last: right.last.start === right.first.start ? joined : right.last,
    longest: longer(longer(left.longest, whole), right.longest),
  }
}

/** The earlier one of two that are equally long. */
function longer(a: Stretch | null, b: Stretch | null): Stretch | null {
  if (!a || !b) return a ?? b
  return b.end - b.start > a.end - a.start ? b : a
}

/** Adds up stretches in the buckets of one tile. */
export class WaitBuilder {
  readonly #start: number
  readonly #width: number
  readonly #sums: Float64Array
  readonly #joiner = new WaitJoiner()

  /** @param start of the tile, ns @param width of a bucket, ns @param buckets of the tile */
  constructor(start: number, width: number, buckets: number) {
    this.#start = start
    this.#width = width
    this.#sums = new Float64Array(buckets * KINDS)
  }

  /** A stretch within the tile; stretches come in order, without holes. */
  put(start: number, end: number, blocker: Blocker): void {
    this.#joiner.add({ start, end, blocker })
    const kind = BLOCKERS.indexOf(blocker)
    let bucket = Math.floor((start - this.#start) / this.#width)
    for (let at = start; at < end; bucket++) {
      const until = Math.min(end, this.#start + (bucket + 1) * this.#width)
      this.#sums[bucket * KINDS + kind]! += until - at
      at = until
    }
  }

  build(): TileWaits {
    return { runs: runsOf(this.#sums, this.#width), ends: this.#joiner.ends }
  }
}

/** The waits of the tile that two neighbours make. @param buckets of a tile @param width of its buckets, ns */
export function mergeWaits(left: TileWaits, right: TileWaits, buckets: number, width: number): TileWaits {
  const sums = new Float64Array(buckets * KINDS)
  for (const [runs, shift] of [[left.runs, 0] as const, [right.runs, buckets / 2] as const]) {
    for (const [bucket, count, blocker, ns] of runs) {
      for (let i = bucket; i < bucket + count; i++) sums[((i >> 1) + shift) * KINDS + blocker]! += ns / count
    }
  }
  return { runs: runsOf(sums, width), ends: joinEnds(left.ends, right.ends) }
}

function runsOf(sums: Float64Array, width: number): WaitRun[] {
  const runs: WaitRun[] = []
  let grows = false
  for (let at = 0; at < sums.length; at += KINDS) {
    let blocker = 0
    while (blocker < KINDS && sums[at + blocker] === 0) blocker++
    if (blocker === KINDS) continue
    const bucket = at / KINDS
    const pure = sums[at + blocker] === width
    const last = runs.at(-1)
    if (pure && grows && last && last[2] === blocker && last[0] + last[1] === bucket) {
      runs[runs.length - 1] = [last[0], last[1] + 1, blocker, last[3] + width]
      continue
    }
    for (; blocker < KINDS; blocker++) {
      const ns = sums[at + blocker]!
      if (ns > 0) runs.push([bucket, 1, blocker, ns])
    }
    grows = pure
  }
  return runs
}

/** ns of each blocker, in the order of BLOCKERS. */
export function totalWaits(runs: readonly WaitRun[]): number[] {
  const totals = BLOCKERS.map(() => 0)
  for (const [, , blocker, ns] of runs) totals[blocker]! += ns
  return totals
}
