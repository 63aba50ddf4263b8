import { directionOf, type Direction, nanos, type Nanos, type SessionId } from '@tcpscope/shared/base'
import { closeCauseCode, closedByCode, isHeld, MARK_CODES, type MarkCode } from '@tcpscope/shared/capture'
import { closeText } from '../core/closeText.ts'
import type { DialFacts, SessionOpened } from '../core/enginePort.ts'
import type { CloseReason } from '../core/lifecycle.ts'
import { sessionFacts } from '../core/sessionFacts.ts'
import { type BatchCounter, type TapReader, type TapRecord, TapType } from '../core/tapRing.ts'
import { failureText } from './failureText.ts'
import { OpenFiles } from './openFiles.ts'
import { LiveWait } from './liveWait.ts'
import { type RecordedSession, type RecorderEvents, RecorderNews } from './recorderNews.ts'
import { Recording } from './recording.ts'
import { TextDesk, type TextNews } from './textDesk.ts'

/** Bytes of the ring that are written before their room is given back. */
const BATCH_BYTES = 2 * 1024 * 1024
/** How often a disk that refused is tried again. */
const RETRY_MS = 500

export interface RecorderOptions {
  readonly tap: TapReader
  readonly batches: Pick<BatchCounter, 'step'>
  /** The folder of all sessions. */
  readonly root: string
  /** Monotonic nanoseconds since the engine's start, the same on all its threads. */
  readonly nowNs: () => number
  /** Files open at once, 16 or more. */
  readonly maxOpenFiles: number
}

/**
 * Reads the tap and writes the files: first all bytes of a batch, then their index records; then tells what can
 * be read. Does nothing by itself: `turn`, `takeEvents` and `takeTextNews` are called by the thread it lives on.
 */
export class Recorder {
  readonly #tap: TapReader
  readonly #root: string
  readonly #nowNs: () => number
  readonly #files: OpenFiles
  readonly #batches: Pick<BatchCounter, 'step'>
  /** By the tap's connection number, while the connection lives. */
  readonly #live = new Map<number, RecordedSession>()
  /** The same, and ended sessions whose last records or whose text are not in the files yet. */
  readonly #sessions = new Map<SessionId, RecordedSession>()
  /** Sessions with something in this batch. */
  readonly #touched = new Set<RecordedSession>()
  readonly #failing = new Set<RecordedSession>()
  /** Sessions whose sockets were held for us, until we have caught up. */
  readonly #held = new Set<RecordedSession>()
  #lastTouched = 0
  #lastRecords = 0
  #dialing = 0
  #retryAt = 0
  #captureError: string | null = null
  readonly #news = new RecorderNews()
  readonly #text = new TextDesk()
  #textBytes = 0

  constructor({ tap, batches, root, nowNs, maxOpenFiles }: RecorderOptions) {
    this.#tap = tap
    this.#root = root
    this.#nowNs = nowNs
    this.#files = new OpenFiles(maxOpenFiles)
    this.#batches = batches
  }

  /** Sessions that the last batch had something for. */
  get lastTouched(): number {
    return this.#lastTouched
  }

  /** What the last batch had for them: frames, marks and moments, all counted. */
  get lastRecords(): number {
    return this.#lastRecords
  }

  /**
   * Live sessions whose target has not answered yet: nothing of them is in a file. They are in the list, and what is there
   * of them when the answer comes should not wait.
   */
  get dialing(): number {
    return this.#dialing
  }

  /**
   * Writes one batch. The tap's room is free again after it.
   * @returns bytes of the tap that were dealt with; 0: nothing was there
   */
  turn(): number {
    if (this.#tap.used === 0) {
      // The relay may have asked for room just after the last of it was given back.
      if (this.#tap.writerWaits && this.#tap.release()) this.onRoom(this.#tap.position)
      this.#retry()
      return 0
    }
    this.#batches.step()
    this.#lastRecords = 0
    const bytes = this.#tap.drain(BATCH_BYTES, this.#visit)
    this.#commit()
    this.#batches.step()
    this.#retry()
    return bytes
  }

  /** A session was deleted: nothing more is written for it. */
  forget(id: SessionId): void {
    // It may have been let go already, with its last news untold: nobody is to hear of it after this.
    this.#text.forget(id)
    this.#news.forget(id)
    for (const failing of this.#failing) if (failing.close && failing.id === id) this.#healed(failing)
    const session = this.#sessions.get(id)
    if (!session?.close) return
    session.recording?.release()
    this.#sessions.delete(id)
  }

  /** Bytes recorded since the last `takeTextNews`. */
  get textBytes(): number {
    return this.#textBytes
  }

  /** Whether `takeTextNews` would have something to say. */
  get hasTextNews(): boolean {
    return this.#text.hasNews
  }

  /** What the hex logger has to know since the last call; undefined: nothing. */
  takeTextNews(): TextNews | undefined {
    this.#textBytes = 0
    return this.#text.takeNews()
  }

  /** What happened since the last call; undefined: nothing. */
  takeEvents(): RecorderEvents | undefined {
    const state = {
      tapBytes: this.#tap.used,
      tapCapacity: this.#tap.capacity,
      captureError: this.#captureError,
    }
    return this.#news.take(state, this.#lags)
  }

  /** Whether `takeEvents` would have something to say of sessions. */
  get hasNews(): boolean {
    return this.#news.waits
  }

  /** The end: what can still be written is written. */
  close(): void {
    while (this.turn() > 0);
    for (const session of this.#sessions.values()) {
      session.recording?.retry()
      session.recording?.release()
    }
  }

  readonly #visit = (record: TapRecord): void => {
    if (record.type === TapType.opened) return this.#open(record)
    const session = this.#live.get(record.connection)
    if (!session) return
    this.#touched.add(session)
    this.#lastRecords++
    const time = nanos(record.time - session.startNs)
    const direction = directionOf(record.direction)
    switch (record.type) {
      case TapType.connected:
        return this.#connect(session, parse(record.payload) as DialFacts)
      case TapType.data: {
        const taken = record.time2 === 0 ? nanos(0) : nanos(record.time2 - session.startNs)
        session.recording?.data(direction, record.payload, time, taken, record.code)
        session.wait.frame(direction, time, taken, isHeld(record.code))
        if (session.wait.wasHeld) this.#held.add(session)
        this.#textBytes += record.payload.length
        return
      }
      case TapType.taken:
        session.recording?.taken(direction, time)
        session.wait.taken(direction, time)
        return
      case TapType.mark:
        return this.#mark(session, direction, MARK_CODES[record.code] as MarkCode, time)
      case TapType.closed:
        return this.#close(session, record.connection, parse(record.payload) as CloseReason, time)
      case TapType.skip:
        return
    }
  }

  #open(record: TapRecord): void {
    const opened = parse(record.payload) as SessionOpened
    const session: RecordedSession = {
      id: opened.id,
      hexLog: opened.hexLog,
      capture: opened.capture,
      opened,
      // Stamps must not be 0 ("not known"): the session begins one nanosecond before its first.
      startNs: record.time - 1,
      recording: null,
      wait: new LiveWait(),
      state: 'connecting',
      toldFacts: false,
      close: null,
    }
    this.#live.set(record.connection, session)
    this.#sessions.set(opened.id, session)
    this.#dialing++
    this.#news.opened(opened)
  }

  #connect(session: RecordedSession, dial: DialFacts): void {
    if (!session.opened) return
    const facts = sessionFacts(session.opened, dial)
    session.opened = null
    this.#dialing--
    const recording = new Recording(this.#files, this.#root, facts)
    session.recording = recording
    if (facts.hexLog === 'live') {
      this.#text.follow({ facts, headerSize: recording.headerSize, startNs: session.startNs })
    }
  }

  #mark(session: RecordedSession, direction: Direction, code: MarkCode, time: Nanos): void {
    if (code === 'connected') session.state = 'open'
    if (code === 'ended') session.state = 'half-closed'
    session.recording?.mark(direction, code, time)
    session.wait.mark(direction, code, time)
  }

  #close(session: RecordedSession, connection: number, reason: CloseReason, time: Nanos): void {
    const { recording } = session
    if (session.opened) this.#dialing--
    const reached = recording !== null && recording.facts.remote !== null
    recording?.close(closeCauseCode(reason.cause) * 4 + closedByCode(reason.by), time)
    session.state = reached ? 'closed' : 'failed'
    session.close = { ...reason, text: closeText(reason, recording?.facts.dialError ?? null) }
    this.#live.delete(connection)
    this.#news.closed(session.id, session.close)
  }

  #commit(): void {
    for (const session of this.#touched) {
      const { recording } = session
      this.#news.changed(session)
      if (!recording) continue
      recording.commit(() => nanos(Math.floor(this.#nowNs()) - session.startNs))
      if (recording.error) this.#fail(session, recording.error)
      else this.#grew(session)
      if (session.close) this.#settle(session)
    }
    this.#lastTouched = this.#touched.size
    this.#touched.clear()
    if (this.#tap.release()) this.onRoom(this.#tap.position)
    if (this.#held.size > 0 && !this.#lags) {
      // Those that have nothing more to say would be told to wait for the disk for ever.
      for (const session of this.#held) if (!session.close) this.#news.changed(session)
      this.#held.clear()
    }
  }

  /** Whether the relay still holds the sockets that it held for us: its low mark is a quarter of the ring. */
  get #lags(): boolean {
    return this.#tap.used > this.#tap.capacity / 4
  }

  /** Set by the thread: the relay had asked to be told up to which position of the ring all is in the files. */
  onRoom: (position: number) => void = () => {}

  /** Set by the thread: bytes of a strict session could not be recorded. Said before the `onRoom` that includes them. */
  onUnrecorded: (id: SessionId) => void = () => {}

  #fail(session: RecordedSession, error: NodeJS.ErrnoException): void {
    if (this.#failing.size === 0) this.#retryAt = this.#nowNs() + RETRY_MS * 1e6
    this.#failing.add(session)
    if (session.capture === 'strict') this.onUnrecorded(session.id)
    this.#captureError = failureText(error)
  }

  #retry(): void {
    if (this.#failing.size === 0 || this.#nowNs() < this.#retryAt) return
    this.#retryAt = this.#nowNs() + RETRY_MS * 1e6
    this.#batches.step()
    for (const session of this.#failing) {
      const settled = session.close !== null && !this.#sessions.has(session.id)
      if (!settled && session.recording && !session.recording.retry()) continue
      this.#healed(session)
      // One that ended in the failing batch has been told of; it stood here so that the failure was seen.
      if (settled) continue
      this.#news.changed(session)
      this.#grew(session)
      if (session.close) this.#settle(session)
    }
    this.#batches.step()
  }

  /** Nothing of it waits for the disk any more. */
  #healed(session: RecordedSession): void {
    this.#failing.delete(session)
    if (this.#failing.size === 0) this.#captureError = null
  }

  #grew({ id, recording }: RecordedSession): void {
    if (recording) this.#text.grew(id)
  }

  /** An ended session is let go when its records are in the index. */
  #settle(session: RecordedSession): void {
    const { recording } = session
    if (recording && !recording.done) return
    recording?.release()
    this.#news.changed(session)
    this.#sessions.delete(session.id)
    this.#text.letGo(session.id)
  }
}

/** The payload lies in shared memory, which a TextDecoder refuses to read; a Buffer reads it where it is. */
function parse({ buffer, byteOffset, length }: Uint8Array): unknown {
  return JSON.parse(Buffer.from(buffer, byteOffset, length).toString())
}
