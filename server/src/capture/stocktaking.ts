import { setTimeout as pause } from 'node:timers/promises'
import { dayStamp, type SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { RecoveredSession } from '../core/catalogPort.ts'
import { type FolderRef, recoverSessions } from './recovery.ts'
import {
  dayStamps,
  firstDay,
  idBound,
  idsOfDay,
  idsOfDayInPieces,
  idTime,
  trashedIds,
} from './sessionFolders.ts'

/** Ids are made in order, and the catalog hears of them in that order; this much of disorder is allowed for, ms. */
const DISORDER_MS = 2_000
/** Folders of one turn when there is time, and the rest between turns, ms. */
const PIECE = 500
const REST_MS = 10
/** A folder that changed less than this long ago may change again within the same stamp, ms. */
const FRESH_MS = 2_000

/** What is asked of the catalog. */
export interface StockList {
  /** Sessions that count as live. */
  liveFacts(): Promise<SessionFacts[]>
  /** The newest session whose id sorts before `bound`. */
  newestBefore(bound: string): Promise<SessionId | undefined>
  /** Those that it has never heard of. */
  unknown(ids: readonly SessionId[]): Promise<SessionId[]>
  remove(id: SessionId): Promise<void>
  /** The stamps of days, all of whose sessions it has, as they were then. */
  settledDays(): Promise<ReadonlyMap<string, string>>
  settleDays(days: ReadonlyMap<string, string>): Promise<void>
}

export interface StocktakingOptions {
  /** The folder of all sessions. */
  readonly root: string
  readonly catalog: StockList
  /** An id made at the start: sessions of this run come behind it. */
  readonly bootId: string
  /** Ms since 1970, by the clock that ids are made from. */
  readonly now: () => number
  /** Told of folders that cannot be read. */
  readonly onError: (error: Error) => void
}

/**
 * Brings the catalog in line with the session folders at a start, without looking at all of them. The catalog keeps a
 * stamp of every day folder from when it knew all sessions in it: a day with the same stamp has not changed since.
 * After a stop in good order that is every day but those that lost a session since, and no folder is looked into. After a crash:
 *
 *   first  (before anybody asks)   deletions begun · sessions taken for live · folders newer than all the catalog has
 *   rest   (beside the traffic)    every other changed day, by names, in small pieces
 *
 * What is newer than the catalog is all that a crash leaves unknown: ids rise, and rows are written in order, all that
 * wait or none. The rest finds what came otherwise: clocks that were put back, folders that a person copied here.
 */
export class Stocktaking {
  readonly #options: StocktakingOptions
  readonly #bootMs: number
  /** Days that may hold sessions unknown to the catalog. */
  readonly #unchecked = new Set<string>()
  /** Stamps of days whose sessions are all in the catalog. */
  readonly #settled = new Map<string, string>()
  #stopped = false

  constructor(options: StocktakingOptions) {
    this.#options = options
    this.#bootMs = options.now()
  }

  /** What must be known before the list is shown. Puts the files in order; telling the catalog is the caller's. */
  async first(): Promise<RecoveredSession[]> {
    const { root, catalog, onError } = this.#options
    // Their files go when there is time, in `rest`.
    for (const id of trashedIds(root)) await catalog.remove(id)

    const live = (await catalog.liveFacts()).map(({ id, startedAtMs, utcOffsetMin }) => ({
      id,
      day: dayStamp(startedAtMs, utcOffsetMin),
    }))
    const settled = await catalog.settledDays()
    for (const [day, stamp] of dayStamps(root)) {
      if (settled.get(day) === stamp) this.#settled.set(day, stamp)
      else this.#unchecked.add(day)
    }
    return recoverSessions(root, [...live, ...(await this.#newer())], onError)
  }

  /** Folders of sessions that began after the newest one in the catalog. */
  async #newer(): Promise<FolderRef[]> {
    const { root, catalog, now, onError } = this.#options
    if (this.#unchecked.size === 0) return []
    // Ids from the future are of a clock that was wrong: they say nothing of what came after them.
    const newest = await catalog.newestBefore(idBound(now() + DISORDER_MS))
    const sinceMs = newest === undefined ? 0 : idTime(newest) - DISORDER_MS
    const [from, bound] = [firstDay(sinceMs), idBound(sinceMs)]
    const found: FolderRef[] = []
    for (const day of this.#unchecked) {
      if (day < from) continue
      const ids: SessionId[] = []
      try {
        for (const id of idsOfDay(root, day)) if (id > bound) ids.push(id)
      } catch (error) {
        // It stays unchecked; the others are served all the same.
        onError(error as Error)
      }
      for (let at = 0; at < ids.length; at += PIECE) {
        const unknown = await catalog.unknown(ids.slice(at, at + PIECE))
        found.push(...unknown.map((id) => ({ day, id })))
      }
    }
    return found
  }

  /**
   * What can wait, a little at a time. Ends early when `stop` is called; the next start goes on.
   * @param found told of sessions that the catalog did not know; they are not live
   * @param purge deletes what is left of a deleted session
   */
  async rest(
    found: (sessions: RecoveredSession[]) => Promise<void>,
    purge: (id: SessionId) => Promise<void>,
  ): Promise<void> {
    const { root, onError } = this.#options
    for (const id of trashedIds(root)) {
      if (this.#stopped) return
      // What cannot be deleted now is tried again at the next start.
      await purge(id).catch(onError)
    }
    for (const [day, stamp] of [...dayStamps(root)].toReversed()) {
      if (!this.#unchecked.has(day)) continue
      const seen = await this.#check(day, found)
      if (seen === 'stopped') return
      if (seen === 'in part') continue
      this.#unchecked.delete(day)
      // What was made within the same tick of the file system's clock would not show.
      if (Number(BigInt(stamp) / 1_000_000n) < this.#options.now() - FRESH_MS) this.#settled.set(day, stamp)
    }
    await this.#options.catalog.settleDays(this.#settled)
  }

  /** In part: some folder could not be read; the next start looks again. */
  async #check(
    day: string,
    found: (sessions: RecoveredSession[]) => Promise<void>,
  ): Promise<'whole' | 'in part' | 'stopped'> {
    const { root, catalog, bootId, now, onError } = this.#options
    let seen: 'whole' | 'in part' = 'whole'
    for await (const ids of idsOfDayInPieces(root, day, PIECE)) {
      await pause(REST_MS, undefined, { ref: false })
      // A session of this run must never be taken for a left-over: by a clock that was put back it could.
      if (this.#stopped || now() < this.#bootMs) return 'stopped'
      const unknown = await catalog.unknown(ids.filter((id) => id < bootId))
      const folders = unknown.map((id) => ({ day, id }))
      const sessions = recoverSessions(root, folders, (error) => {
        seen = 'in part'
        onError(error)
      })
      if (sessions.length > 0) await found(sessions)
    }
    return seen
  }

  /** Ends `rest` soon. */
  stop(): void {
    this.#stopped = true
  }

  /** The end, when nothing is recorded any more and the catalog has everything: the next start need not look. */
  async settle(): Promise<void> {
    const today = dayStamp(this.#bootMs, -new Date(this.#bootMs).getTimezoneOffset())
    for (const [day, stamp] of dayStamps(this.#options.root)) {
      // Of earlier days only those are known that are as they were.
      if (day >= today && !this.#unchecked.has(day)) this.#settled.set(day, stamp)
    }
    await this.#options.catalog.settleDays(this.#settled)
  }
}
