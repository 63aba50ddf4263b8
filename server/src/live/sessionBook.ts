import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import {
  isLive,
  type Session,
  type SessionPage,
  type SessionPatch,
  type SessionQuery,
  type SpanList,
  type SpanQuery,
} from '@tcpscope/shared/api'
import type { CapturePort } from '../core/capturePort.ts'
import type { CatalogPort, StoredSession } from '../core/catalogPort.ts'
import type { EngineEvents, EnginePort } from '../core/enginePort.ts'
import { Refusal } from './refusal.ts'
import type { Sequence } from './sequence.ts'
import { SessionCounts, type SessionTotals } from './sessionCounts.ts'
import { mergePage } from './sessionPage.ts'
import { isWanted, readSessionQuery } from './sessionQuery.ts'
import { sessionSpans } from './sessionSpans.ts'
import { closedRow, openedRow, progressedRow, recordedProgress } from './sessionRow.ts'
import type { Timers } from './timers.ts'

/** Ended sessions whose hex log lags are watched; beyond this many the oldest are left to the catalog. */
export const MAX_LAGGING = 10_000

export interface SessionChanges {
  /** New or changed, newest state, each once. */
  readonly upserts: readonly StoredSession[]
  readonly removed: readonly SessionId[]
  /** Listeners that accepted a connection, with the number of the newest. */
  readonly accepted: ReadonlyMap<ListenerId, number>
  /** Those whose number of open connections changed. */
  readonly touched: ReadonlySet<ListenerId>
}

/** Of a change that is none of connections. */
const NO_LISTENERS: Pick<SessionChanges, 'accepted' | 'touched'> = { accepted: new Map(), touched: new Set() }

export interface SessionBookDeps {
  store: Pick<
    CatalogPort,
    'save' | 'writeWaiting' | 'onSaved' | 'page' | 'firstStart' | 'spans' | 'find' | 'remark' | 'remove'
  >
  engine: Pick<EnginePort, 'forgetSession' | 'renderHexLog'>
  files: Pick<CapturePort, 'discard' | 'restore' | 'purge' | 'factsOf'>
  sequence: Sequence
  timers: Pick<Timers, 'now'>
  /** Told of what went wrong where nobody waits for an answer. */
  onError: (error: unknown) => void
}

/**
 * The one owner of what sessions look like while they are live. Ended ones stay in memory until the catalog has
 * them and their hex log is complete; all others are found in the catalog.
 *
 *   engine events ─▶ rows ─▶ catalog (batched)
 *                      └───▶ changes (hub, listener book)
 */
export class SessionBook {
  readonly #deps: SessionBookDeps
  readonly #rows = new Map<SessionId, StoredSession>()
  /** Those of #rows that the catalog has in some state. */
  readonly #stored = new Set<SessionId>()
  /** Those of #stored that have ended and are here for the sake of their hex log alone. */
  readonly #lagging = new Set<SessionId>()
  readonly #removing = new Set<SessionId>()
  /** Events of sessions that are no longer in memory, while they are being fetched. */
  readonly #fetching = new Map<SessionId, ((row: StoredSession) => StoredSession)[]>()
  readonly #receivers = new Set<(changes: SessionChanges) => void>()
  readonly #counts = new SessionCounts()

  constructor(deps: SessionBookDeps) {
    this.#deps = deps
    deps.store.onSaved((rows) => this.#onSaved(rows))
  }

  /** Calls back with every change, synchronously. Returns how to stop. */
  onChange(receiver: (changes: SessionChanges) => void): () => void {
    this.#receivers.add(receiver)
    return () => this.#receivers.delete(receiver)
  }

  openConnections(listener: ListenerId): number {
    return this.#counts.openConnections(listener)
  }

  totals(): SessionTotals {
    return this.#counts.totals(this.#deps.timers.now())
  }

  /** Rows that are held in memory. */
  get size(): number {
    return this.#rows.size
  }

  /** What memory has of a session: every live one, and those that ended a moment ago. */
  get(id: SessionId): StoredSession | undefined {
    return this.#rows.get(id)
  }

  /** @throws Refusal session_not_found */
  async find(id: SessionId): Promise<StoredSession> {
    const found = this.#rows.get(id) ?? (await this.#deps.store.find(id))
    // It may have come into memory while the catalog was read, and then memory is newer.
    const row = this.#rows.get(id) ?? found
    if (!row) throw notFound()
    // Its target may have answered since the engine last told: the files know, and are named after it.
    if (!isLive(row.session) || row.facts.local !== null) return row
    return { ...row, facts: await this.#deps.files.factsOf(row.facts) }
  }

  /** A session and the number of the newest event it includes. @throws Refusal session_not_found */
  async snapshot(id: SessionId): Promise<{ asOf: number; row: StoredSession }> {
    // Taken first: whatever happens from here on is told by later events as well.
    const asOf = this.#deps.sequence.current
    return { asOf, row: await this.find(id) }
  }

  /**
   * One page of the sessions that a query asks for, in its order.
   * @throws Refusal bad_filter, bad_cursor
   */
  async list(query: SessionQuery): Promise<SessionPage> {
    const asOf = this.#deps.sequence.current
    const wanted = readSessionQuery(query, Date.now())
    const held = [...this.#rows.values()].filter((row) => isWanted(row, wanted))
    const page = await this.#deps.store.page({ ...wanted, without: [...this.#rows.keys()] })
    return { asOf, ...mergePage(page, held, wanted) }
  }

  /**
   * The sessions of a stretch of time on one clock.
   * @throws Refusal bad_filter
   */
  async spans(query: SpanQuery): Promise<SpanList> {
    const asOf = this.#deps.sequence.current
    const sources = { store: this.#deps.store, rows: this.#rows, nowMs: Date.now() }
    return { asOf, ...(await sessionSpans(sources, query)) }
  }

  /**
   * Changes what a person says of a session, live or ended. It is in the catalog when this resolves.
   * @throws Refusal session_not_found
   */
  async remark(id: SessionId, patch: SessionPatch): Promise<Session> {
    const found = await this.writtenRow(id)
    // While it was written the session may have been deleted, or be about to be.
    if (!(await this.#deps.store.remark(id, patch)) || this.#removing.has(id)) throw notFound()
    const change = (row: StoredSession): StoredSession => ({ ...row, session: { ...row.session, ...patch } })
    const held = this.#rows.get(id)
    const row = change(held ?? found)
    if (held) this.#rows.set(id, row)
    // What is on its way from the catalog may be as it was before.
    this.#fetching.get(id)?.push(change)
    this.#tell({ upserts: [row], removed: [], ...NO_LISTENERS })
    return row.session
  }

  /**
   * A session that the catalog has a row of: what people say is kept there, beside what the recording tells.
   * @throws Refusal session_not_found
   * @throws CatalogFault when it waits to be written and cannot be
   */
  async writtenRow(id: SessionId): Promise<StoredSession> {
    const row = await this.find(id)
    if (this.#removing.has(id)) throw notFound()
    if (this.#rows.has(id) && !this.#stored.has(id)) await this.#deps.store.writeWaiting()
    return row
  }

  /**
   * Deletes an ended session, files and all. When that fails it is all there, as before.
   * @throws Refusal session_not_found, session_live
   * @throws CatalogFault
   */
  async remove(id: SessionId): Promise<void> {
    const row = await this.find(id)
    if (this.#removing.has(id)) throw notFound()
    if (isLive(row.session)) {
      throw new Refusal('session_live', 'The connection of this session is still open. Close it first.')
    }
    const { engine, files, onError } = this.#deps
    this.#removing.add(id)
    try {
      await engine.forgetSession(id)
      await this.#removeStored(row)
      this.#forget(id)
    } catch (error) {
      // Its hex log would never be finished: the engine has let it go.
      if (row.session.hexLagBytes > 0) engine.renderHexLog(row.facts, recordedProgress(row)).catch(onError)
      throw error
    } finally {
      this.#removing.delete(id)
    }
    this.#tell({ upserts: [], removed: [id], ...NO_LISTENERS })
    // The next start tries again.
    await files.purge(id).catch(onError)
  }

  async #removeStored({ facts }: StoredSession): Promise<void> {
    const { files, store } = this.#deps
    // Files first. They are only put aside, so that a start after a crash sees what was to be deleted.
    await files.discard(facts)
    try {
      await store.remove(facts.id)
    } catch (error) {
      await files.restore(facts)
      throw error
    }
  }

  /** Sessions of earlier runs that were found only now; the catalog has them already. */
  adopt(rows: readonly StoredSession[]): void {
    this.#tell({ upserts: rows, removed: [], ...NO_LISTENERS })
  }

  apply(events: EngineEvents): void {
    const changed = new Map<SessionId, StoredSession>()
    const accepted = new Map<ListenerId, number>()
    const touched = new Set<ListenerId>()
    const replace = (row: StoredSession) => {
      if (this.#replace(row)) touched.add(row.session.listenerId)
      changed.set(row.session.id, row)
    }
    for (const event of events.opened) {
      accepted.set(event.listenerId, Math.max(event.number, accepted.get(event.listenerId) ?? 0))
      replace(openedRow(event))
    }
    for (const event of events.progress) {
      const row = this.#rows.get(event.id)
      if (row) replace(progressedRow(row, event))
      else this.#fetch(event.id, (found) => progressedRow(found, event))
    }
    for (const event of events.closed) {
      const row = this.#rows.get(event.id)
      if (row) replace(closedRow(row, event.close))
      else this.#fetch(event.id, (found) => closedRow(found, event.close))
    }
    if (changed.size > 0) this.#tell({ upserts: [...changed.values()], removed: [], accepted, touched })
  }

  /** Puts a row in the place of the one before. @returns whether a connection opened or ended by it */
  #replace(row: StoredSession): boolean {
    const { session } = row
    if (this.#removing.has(session.id)) return false
    const before = this.#rows.get(session.id)
    this.#rows.set(session.id, row)
    if (isWorthSaving(before, row)) this.#deps.store.save(row)
    return this.#counts.changed(before?.session, session, this.#deps.timers.now())
  }

  /** An event of a session that memory has let go: bring it back first. */
  #fetch(id: SessionId, change: (row: StoredSession) => StoredSession): void {
    const waiting = this.#fetching.get(id)
    if (waiting) {
      waiting.push(change)
      return
    }
    this.#fetching.set(id, [change])
    this.#deps.store
      .find(id)
      .then((found) => {
        const row = this.#rows.get(id) ?? found
        const changes = this.#fetching.get(id) ?? []
        if (!row || this.#removing.has(id)) return
        this.#stored.add(id)
        // In memory first, so that only what is new counts as traffic.
        if (!this.#rows.has(id)) {
          this.#rows.set(id, row)
          this.#counts.changed(undefined, row.session, this.#deps.timers.now())
        }
        const next = changes.reduce((one, apply) => apply(one), row)
        this.#replace(next)
        // Written in any case: memory lets it go when that is done.
        this.#deps.store.save(next)
        this.#tell({ upserts: [next], removed: [], ...NO_LISTENERS })
      })
      .catch((error: unknown) => this.#deps.onError(error))
      .finally(() => this.#fetching.delete(id))
  }

  #onSaved(rows: readonly StoredSession[]): void {
    for (const row of rows) {
      const { session } = row
      const current = this.#rows.get(session.id)
      if (!current) continue
      this.#stored.add(session.id)
      if (session.close === null) continue
      // It has changed since, in what is not worth a write by itself: written once more, it can be let go.
      if (current !== row) this.#deps.store.save(current)
      else if (session.hexLagBytes > 0) this.#lagging.add(session.id)
      else this.#forget(session.id)
    }
    for (const id of this.#lagging) {
      if (this.#lagging.size <= MAX_LAGGING) break
      this.#forget(id)
    }
  }

  #forget(id: SessionId): void {
    const row = this.#rows.get(id)
    if (row) this.#counts.left(row.session)
    this.#rows.delete(id)
    this.#stored.delete(id)
    this.#lagging.delete(id)
  }

  #tell(changes: SessionChanges): void {
    this.#deps.sequence.next()
    for (const receiver of this.#receivers) receiver(changes)
  }
}

function notFound(): Refusal {
  return new Refusal('session_not_found', 'There is no such session; it may have been deleted.')
}

/**
 * Whether the catalog must hear of a change. Counts that only grow need not be written while a session lives: memory
 * has them, and after a crash the files do.
 */
function isWorthSaving(before: StoredSession | undefined, { session, marks }: StoredSession): boolean {
  if (!before) return true
  const { state, local, close, records, hexLagBytes } = before.session
  return (
    state !== session.state ||
    local !== session.local ||
    close !== session.close ||
    before.marks !== marks ||
    (session.close !== null && records !== session.records) ||
    (session.close !== null && hexLagBytes > 0 && session.hexLagBytes === 0)
  )
}
