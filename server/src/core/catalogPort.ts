import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { Filter, Place, Sorting } from '@tcpscope/shared/filter'
import type {
  CaptureMode,
  Close,
  HexLogMode,
  Session,
  SessionMark,
  SessionPatch,
  SessionSpan,
  SessionState,
} from '@tcpscope/shared/api'
import type { SpanBins, SpanWindow } from './spanBins.ts'

/** A session keeps its first marks up to this many; further ones are in its frame index only. */
export const MAX_STORED_MARKS = 500

/** A listener's settings as a person made them, and whether it shall listen after the next start. */
export interface StoredListener {
  readonly id: ListenerId
  readonly name: string
  readonly host: string
  /** As asked for; 0: any free port. */
  readonly port: number
  readonly targetHost: string
  readonly targetPort: number
  readonly connectTimeoutMs: number
  readonly hexLog: HexLogMode
  readonly capture: CaptureMode
  readonly createdAtMs: number
  readonly wanted: 'running' | 'stopped'
}

/** All that is remembered of a session beside its capture files. */
export interface StoredSession {
  readonly session: Session
  /** What its files are found by; `local` and `remote` are null while (or because) the target has not answered. */
  readonly facts: SessionFacts
  /** The first MAX_STORED_MARKS of them. */
  readonly marks: readonly SessionMark[]
}

/** What the capture files say of a session that was not closed in order. */
export interface RecoveredSession {
  readonly facts: SessionFacts
  readonly state: SessionState
  readonly durationNs: number
  readonly upstreamBytes: number
  readonly downstreamBytes: number
  readonly upstreamFrames: number
  readonly downstreamFrames: number
  readonly records: number
  readonly gapBytes: number
  readonly close: Close
  readonly marks: readonly SessionMark[]
}

/** Which sessions are wanted, in which order. All that is said must hold. */
export interface CatalogQuery {
  readonly listener?: ListenerId | undefined
  readonly state?: SessionState | 'live' | undefined
  /** Part of the client's or the target's address. */
  readonly address?: string | undefined
  /** Started at or after / before this moment, ms since 1970. */
  readonly after?: number | undefined
  readonly before?: number | undefined
  /** Alive at some moment of `[from, to)`, ms since 1970. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly filter?: Filter | undefined
  /** Newest first without it. */
  readonly sorting?: Sorting | undefined
  /** Only what stands behind this place. */
  readonly behind?: Place | undefined
  /** Sessions that shall not count: the caller knows better how they are. */
  readonly without?: readonly SessionId[] | undefined
  readonly limit?: number | undefined
}

/** In the order that was asked for. */
export interface CatalogPage {
  readonly rows: readonly StoredSession[]
  /** Whether there are more behind the last row. */
  readonly more: boolean
  /** All that match, on whatever page. */
  readonly total: number
}

/** Sessions of a stretch of time: all of them counted, and as bars when they are few. */
export interface CatalogSpans {
  readonly bins: SpanBins
  /** Newest first; null: there are more than was asked for. */
  readonly spans: readonly SessionSpan[] | null
}

/**
 * The catalog cannot do what it was asked for, and that is nobody's mistake: another program holds its file, or the disk
 * does not take anything. The message is a sentence for people.
 */
export class CatalogFault extends Error {
  readonly code: 'catalog_busy' | 'storage_failed'

  constructor(code: CatalogFault['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CatalogFault'
    this.code = code
  }
}

/** What survives a restart: listeners and the list of sessions. Whatever waits for it may fail by a CatalogFault. */
export interface CatalogPort {
  /** In the order in which they were made. */
  listeners(): Promise<StoredListener[]>
  saveListener(listener: StoredListener): Promise<void>
  /** Its sessions stay. Unknown ids are fine. */
  deleteListener(id: ListenerId): Promise<void>
  /** Number of the newest session of every listener that ever had one, deleted sessions counted. */
  lastNumbers(): Promise<Map<ListenerId, number>>

  /** Remembers the newest state of a session; written soon, and again and again until it succeeds. */
  save(row: StoredSession): void
  /** Writes what is waiting. @throws CatalogFault when something could not be written (it stays waiting) */
  writeWaiting(): Promise<void>
  /** Told after each write which rows are safe now. One receiver. */
  onSaved(receiver: (rows: readonly StoredSession[]) => void): void

  page(query: CatalogQuery): Promise<CatalogPage>
  /** When the first of the sessions that a query asks for started, ms since 1970; null: there is none. */
  firstStart(query: CatalogQuery): Promise<number | null>
  /** Those of a stretch of time; as bars when they are at most `most`. */
  spans(query: CatalogQuery, window: SpanWindow, most: number): Promise<CatalogSpans>
  find(id: SessionId): Promise<StoredSession | undefined>
  /**
   * What a person says of a session, written at once; states that are saved before or after do not change it.
   * @returns false when the session is not known, or is not written yet
   */
  remark(id: SessionId, patch: SessionPatch): Promise<boolean>
  /** Forgets a session, also one that waits to be written; one that it fails to forget goes on waiting. Unknown ids are fine. */
  remove(id: SessionId): Promise<void>
}
