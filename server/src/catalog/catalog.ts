import type { Kysely } from 'kysely'
import type { ListenerId, NoteId, SessionId } from '@tcpscope/shared/base'
import type { Note, SessionPatch } from '@tcpscope/shared/api'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type {
  CatalogPage,
  CatalogPort,
  CatalogQuery,
  CatalogSpans,
  RecoveredSession,
  StoredListener,
  StoredSession,
} from '../core/catalogPort.ts'
import type { NotesPort } from '../core/notesPort.ts'
import type { SpanWindow } from '../core/spanBins.ts'
import { type OpenCatalog, openDatabase } from './database.ts'
import * as listeners from './listeners.ts'
import { settledDays, settleDays } from './days.ts'
import { faultOf, inWords } from './faults.ts'
import { interruptedRows, recoveredRows } from './recovery.ts'
import * as notes from './notes.ts'
import { pageOfSessions } from './pages.ts'
import * as sessions from './sessions.ts'
import * as spans from './spans.ts'
import type { Tables } from './tables.ts'
import { CatalogWriter } from './writer.ts'

export interface CatalogOptions {
  /** Told when rows cannot be written (they are kept and tried again), and with null when it works again. */
  onTrouble?: (error: Error | null) => void
}

/** The catalog of one data directory. Made by `Catalog.open`; one process at a time writes to a file. */
export class Catalog implements CatalogPort, NotesPort {
  readonly #open: OpenCatalog
  readonly #db: Kysely<Tables>
  readonly #write: (rows: readonly StoredSession[]) => Promise<void>
  readonly #writer: CatalogWriter

  private constructor(open: OpenCatalog, options: CatalogOptions) {
    this.#open = open
    this.#db = open.db
    this.#write = sessions.sessionWriter(open)
    this.#writer = new CatalogWriter({
      write: this.#write,
      now: () => performance.now(),
      onTrouble: options.onTrouble ?? (() => {}),
      schedule: (callback, ms) => {
        const timer = setTimeout(callback, ms)
        timer.unref()
        return () => clearTimeout(timer)
      },
    })
  }

  /**
   * @param file path of the database, or `:memory:`
   * @throws CatalogError when the file is no catalog, comes from a newer tcpscope, or cannot be opened
   */
  static async open(file: string, options: CatalogOptions = {}): Promise<Catalog> {
    return new Catalog(await openDatabase(file), options)
  }

  listeners(): Promise<StoredListener[]> {
    return inWords(listeners.allListeners(this.#db))
  }

  saveListener(listener: StoredListener): Promise<void> {
    return inWords(listeners.saveListener(this.#db, listener))
  }

  deleteListener(id: ListenerId): Promise<void> {
    return inWords(listeners.deleteListener(this.#db, id))
  }

  lastNumbers(): Promise<Map<ListenerId, number>> {
    return inWords(listeners.lastNumbers(this.#db))
  }

  save(row: StoredSession): void {
    this.#writer.save(row)
  }

  /** Writes what is waiting. @returns false when something could not be written (it stays waiting) */
  flush(): Promise<boolean> {
    return this.#writer.flush()
  }

  async writeWaiting(): Promise<void> {
    if (!(await this.flush())) throw faultOf(this.#writer.trouble)
  }

  onSaved(receiver: (rows: readonly StoredSession[]) => void): void {
    this.#writer.onSaved(receiver)
  }

  page(query: CatalogQuery): Promise<CatalogPage> {
    return inWords(pageOfSessions(this.#db, query))
  }

  firstStart(query: CatalogQuery): Promise<number | null> {
    return inWords(spans.firstStart(this.#db, query))
  }

  spans(query: CatalogQuery, window: SpanWindow, most: number): Promise<CatalogSpans> {
    return inWords(spans.spansOfSessions(this.#open, query, window, most))
  }

  find(id: SessionId): Promise<StoredSession | undefined> {
    return inWords(sessions.findSession(this.#db, id))
  }

  remark(id: SessionId, patch: SessionPatch): Promise<boolean> {
    return inWords(sessions.remarkSession(this.#db, id, patch))
  }

  notes(session: SessionId): Promise<Note[]> {
    return inWords(notes.notesOf(this.#db, session))
  }

  addNote(note: Note): Promise<boolean> {
    return inWords(notes.addNote(this.#db, note))
  }

  changeNote(note: Note): Promise<boolean> {
    return inWords(notes.changeNote(this.#db, note))
  }

  removeNote(session: SessionId, id: NoteId): Promise<boolean> {
    return inWords(notes.removeNote(this.#db, session, id))
  }

  async remove(id: SessionId): Promise<void> {
    const waiting = await this.#writer.drop(id)
    try {
      await sessions.deleteSession(this.#db, id)
    } catch (error) {
      if (waiting) this.#writer.putBack([waiting])
      throw faultOf(error)
    }
  }

  /** The facts of sessions that count as live: after a crash, what a recovery must look at. */
  liveFacts(): Promise<SessionFacts[]> {
    return sessions.liveFacts(this.#db)
  }

  /** The newest session whose id sorts before `bound`. */
  newestBefore(bound: string): Promise<SessionId | undefined> {
    return sessions.newestBefore(this.#db, bound)
  }

  /** Those of some ids that it has never heard of. */
  unknown(ids: readonly SessionId[]): Promise<SessionId[]> {
    return sessions.unknownIds(this.#db, ids)
  }

  /** Stamps of day folders, from when all their sessions were here. */
  settledDays(): Promise<ReadonlyMap<string, string>> {
    return settledDays(this.#db)
  }

  /** Replaces these stamps. */
  async settleDays(days: ReadonlyMap<string, string>): Promise<void> {
    // A day is settled when its rows are written, not when they are known.
    if (await this.flush()) await settleDays(this.#db, days)
  }

  /** Ended sessions whose hex log was not finished when tcpscope stopped; at most 1,000, newest first. */
  lagging(): Promise<StoredSession[]> {
    return sessions.laggingSessions(this.#db)
  }

  /** Takes over what the capture files say, and ends what is live no more. Once, before listeners start. */
  async reconcile(recovered: readonly RecoveredSession[]): Promise<void> {
    await this.adopt(recovered)
    await this.#write(await interruptedRows(this.#db))
  }

  /** Takes over what the capture files say of sessions that are not live. @returns their rows */
  async adopt(recovered: readonly RecoveredSession[]): Promise<StoredSession[]> {
    const rows = await recoveredRows(this.#db, recovered)
    await this.#write(rows)
    return rows
  }

  /** Writes what waits and closes the file. @returns false when rows could not be written */
  async close(): Promise<boolean> {
    const ok = await this.#writer.close()
    await this.#db.destroy()
    return ok
  }
}
