import { decodeRecords, type IndexRecord, type SessionFacts } from '@tcpscope/shared/capture'
import type { Area, AreaQuery } from '@tcpscope/shared/api'
import {
  Attribution,
  BLOCKERS,
  joinEnds,
  type Stretch,
  tileWidth,
  totalWaits,
  WaitJoiner,
} from '@tcpscope/shared/trace'
import { IndexView, type RecordSource } from './indexView.ts'
import { passed } from './passed.ts'
import { SCAN_RECORDS, type TileStore } from './tileStore.ts'

/** Of more frames than SCAN_RECORDS this many places are looked at, so many records each. */
const SAMPLES = 64
const SAMPLE_RECORDS = 256

/**
 * What happened in a part of a session. The work is bounded however long that part is: counts are found by halving,
 * waits are added up from tiles (whole ones inside, records at both ends), gaps between frames are sampled when there
 * are many.
 */
export async function areaOf(
  facts: SessionFacts,
  index: RecordSource,
  tiles: TileStore,
  { start, end }: AreaQuery,
): Promise<Area> {
  const view = new IndexView(index, (await index.state()).records, facts.hexLog === 'live')
  const from = await view.firstReadAt(start)
  const to = await view.firstReadAt(end)
  const [before, after] = [await passed(view, from), await passed(view, to)]
  const waits = await new AreaWaits(facts, view, tiles, start, end).sum()
  return {
    start,
    end,
    upstream: { bytes: after.upstreamBytes - before.upstreamBytes, frames: after.upstream - before.upstream },
    downstream: {
      bytes: after.downstreamBytes - before.downstreamBytes,
      frames: after.downstream - before.downstream,
    },
    ...waits,
    gaps: await gapsBetween(view, from, to),
  }
}

/** Adds up what was waited for in [start, end). */
class AreaWaits {
  readonly #facts: SessionFacts
  readonly #view: IndexView
  readonly #tiles: TileStore
  readonly #start: number
  readonly #end: number
  readonly #sums = BLOCKERS.map(() => 0)
  #ends: ReturnType<typeof joinEnds> = null
  #newest = 0

  constructor(facts: SessionFacts, view: IndexView, tiles: TileStore, start: number, end: number) {
    this.#facts = facts
    this.#view = view
    this.#tiles = tiles
    this.#start = start
    this.#end = end
  }

  async sum(): Promise<Pick<Area, 'waits' | 'longest'>> {
    this.#newest = await this.#view.newestEvent()
    let level = 0
    while (tileWidth(level) < this.#newest) level++
    await this.#add(level, 0)
    const waits = Object.fromEntries(BLOCKERS.map((blocker, i) => [blocker, this.#sums[i]])) as Area['waits']
    return { waits, longest: this.#ends?.longest ?? null }
  }

  async #add(level: number, index: number): Promise<void> {
    const from = index * tileWidth(level)
    const to = Math.min(from + tileWidth(level), this.#newest)
    const [start, end] = [Math.max(from, this.#start), Math.min(to, this.#end)]
    if (start >= end) return
    if (start === from && end === to) {
      const { waits } = await this.#tiles.tile(this.#facts.id, this.#view, level, index)
      for (const [i, ns] of totalWaits(waits.runs).entries()) this.#sums[i]! += ns
      this.#ends = joinEnds(this.#ends, waits.ends)
      return
    }
    const first = await this.#view.firstReadAt(start)
    const last = await this.#view.firstReadAt(end)
    if (level === 0 || last - first <= SCAN_RECORDS) return this.#scan(start, end, first, last)
    await this.#add(level - 1, index * 2)
    await this.#add(level - 1, index * 2 + 1)
  }

  async #scan(start: number, end: number, first: number, last: number): Promise<void> {
    const joiner = new WaitJoiner()
    const attribution = new Attribution(start, end, (from, to, blocker) => {
      joiner.add({ start: from, end: to, blocker })
      this.#sums[BLOCKERS.indexOf(blocker)]! += to - from
    })
    await this.#view.feed(start, first, last, (record, number) => attribution.add(record, number))
    attribution.end(this.#newest)
    this.#ends = joinEnds(this.#ends, joiner.ends)
  }
}

/** The times from each frame to the next one, whichever way they went. */
async function gapsBetween(view: IndexView, from: number, to: number): Promise<Area['gaps']> {
  const gaps: number[] = []
  let seen = 0
  const look = async (first: number, last: number): Promise<void> => {
    let before: IndexRecord | undefined
    for (const record of decodeRecords(await view.read(first, last - first))) {
      if (record.kind !== 'frame') continue
      if (before) gaps.push(record.readNs - before.readNs)
      before = record
      seen++
    }
  }
  const sampled = to - from > SCAN_RECORDS
  if (!sampled) await look(from, to)
  else {
    for (let i = 0; i < SAMPLES; i++) {
      const first = from + Math.floor((i / (SAMPLES - 1)) * (to - from - SAMPLE_RECORDS))
      await look(first, first + SAMPLE_RECORDS)
    }
  }
  gaps.sort((a, b) => a - b)
  const at = (share: number): number => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? 0
  return { sampled, count: gaps.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: gaps.at(-1) ?? 0 }
}

export type { Stretch }
