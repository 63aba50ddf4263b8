import { directionOf, type Direction, nanos, type Nanos, type SessionId } from '@tcpscope/shared/base'
import type { Close, SessionState } from '@tcpscope/shared/api'
import { closeCauseCode, closedByCode, isHeld, MARK_CODES, type MarkCode } from '@tcpscope/shared/capture'
import { closeText } from '../core/closeText.ts'
import type {
  DialFacts,
  EngineEvents,
  RecordedProgress,
  RecorderState,
  SessionOpened,
} from '../core/enginePort.ts'
import type { CloseReason } from '../core/lifecycle.ts'
import { sessionFacts } from '../core/sessionFacts.ts'
import { type BatchCounter, type TapReader, type TapRecord, TapType } from '../core/tapRing.ts'
import { failureText } from './failureText.ts'
import { OpenFiles } from './openFiles.ts'
import { LiveWait } from './liveWait.ts'
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

export interface RecorderEvents extends Omit<EngineEvents, 'acceptErrors' | 'progress'> {
  readonly progress: readonly RecordedProgress[]
}

/** One connection as the recorder knows it. */
interface Entry {
  readonly id: SessionId
  readonly hexLog: SessionOpened['hexLog']
  readonly capture: SessionOpened['capture']
  /** Until the target has answered, or could not. */
  opened: SessionOpened | null
  readonly startNs: number
  recording: Recording | null
  readonly wait: LiveWait
  state: SessionState
  toldFacts: boolean
  /** Set when the connection has ended: then it lives on only to catch up. */
  close: Close | null
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
  readonly #live = new Map<number, Entry>()
  /** The same, and ended sessions whose last records or whose text are not in the files yet. */
  readonly #entries = new Map<SessionId, Entry>()
  /** Entries with something in this batch. */
  readonly #touched = new Set<Entry>()
  readonly #failing = new Set<Entry>()
  /** Entries whose sockets were held for us, until we have caught up. */
  readonly #held = new Set<Entry>()
  #lastTouched = 0
  #retryAt = 0
  #captureError: string | null = null
  #opened: SessionOpened[] = []
  readonly #changed = new Set<Entry>()
  #closed: { id: SessionId; close: Close }[] = []
  #toldState = ''
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
    for (const changed of this.#changed) if (changed.close && changed.id === id) this.#changed.delete(changed)
    for (const failing of this.#failing) if (failing.close && failing.id === id) this.#healed(failing)
    const entry = this.#entries.get(id)
    if (!entry?.close) return
    entry.recording?.release()
    this.#entries.delete(id)
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
    const recorder: RecorderState = {
      tapBytes: this.#tap.used,
      tapCapacity: this.#tap.capacity,
      captureError: this.#captureError,
    }
    const told = `${recorder.tapBytes >> 16} ${recorder.captureError}`
    if (!this.hasNews && told === this.#toldState) return undefined
    this.#toldState = told
    const events = {
      opened: this.#opened,
      progress: [...this.#changed].map((entry) => this.#progress(entry)),
      closed: this.#closed,
      recorder,
    }
    this.#opened = []
    this.#changed.clear()
    this.#closed = []
    return events
  }

  /** Whether `takeEvents` would have something to say. */
  get hasNews(): boolean {
    return this.#opened.length + this.#changed.size + this.#closed.length > 0
  }

  /** The end: what can still be written is written. */
  close(): void {
    while (this.turn() > 0);
    for (const entry of this.#entries.values()) {
      entry.recording?.retry()
      entry.recording?.release()
    }
  }

  readonly #visit = (record: TapRecord): void => {
    if (record.type === TapType.opened) return this.#open(record)
    const entry = this.#live.get(record.connection)
    if (!entry) return
    this.#touched.add(entry)
    const time = nanos(record.time - entry.startNs)
    const direction = directionOf(record.direction)
    switch (record.type) {
      case TapType.connected:
        return this.#connect(entry, parse(record.payload) as DialFacts)
      case TapType.data: {
        const taken = record.time2 === 0 ? nanos(0) : nanos(record.time2 - entry.startNs)
        entry.recording?.data(direction, record.payload, time, taken, record.code)
        entry.wait.frame(direction, time, taken, isHeld(record.code))
        if (entry.wait.wasHeld) this.#held.add(entry)
        this.#textBytes += record.payload.length
        return
      }
      case TapType.taken:
        entry.recording?.taken(direction, time)
        entry.wait.taken(direction, time)
        return
      case TapType.mark:
        return this.#mark(entry, direction, MARK_CODES[record.code] as MarkCode, time)
      case TapType.closed:
        return this.#close(entry, record.connection, parse(record.payload) as CloseReason, time)
      case TapType.skip:
        return
    }
  }

  #open(record: TapRecord): void {
    const opened = parse(record.payload) as SessionOpened
    const entry: Entry = {
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
    this.#live.set(record.connection, entry)
    this.#entries.set(opened.id, entry)
    this.#opened.push(opened)
  }

  #connect(entry: Entry, dial: DialFacts): void {
    if (!entry.opened) return
    const facts = sessionFacts(entry.opened, dial)
    entry.opened = null
    const recording = new Recording(this.#files, this.#root, facts)
    entry.recording = recording
    if (facts.hexLog === 'live') {
      this.#text.follow({ facts, headerSize: recording.headerSize, startNs: entry.startNs })
    }
  }

  #mark(entry: Entry, direction: Direction, code: MarkCode, time: Nanos): void {
    if (code === 'connected') entry.state = 'open'
    if (code === 'ended') entry.state = 'half-closed'
    entry.recording?.mark(direction, code, time)
    entry.wait.mark(direction, code, time)
  }

  #close(entry: Entry, connection: number, reason: CloseReason, time: Nanos): void {
    const { recording } = entry
    const reached = recording !== null && recording.facts.remote !== null
    recording?.close(closeCauseCode(reason.cause) * 4 + closedByCode(reason.by), time)
    entry.state = reached ? 'closed' : 'failed'
    entry.close = { ...reason, text: closeText(reason, recording?.facts.dialError ?? null) }
    this.#live.delete(connection)
    this.#closed.push({ id: entry.id, close: entry.close })
  }

  #commit(): void {
    for (const entry of this.#touched) {
      const { recording } = entry
      this.#changed.add(entry)
      if (!recording) continue
      recording.commit(() => nanos(Math.floor(this.#nowNs()) - entry.startNs))
      if (recording.error) this.#fail(entry, recording.error)
      else this.#grew(entry)
      if (entry.close) this.#settle(entry)
    }
    this.#lastTouched = this.#touched.size
    this.#touched.clear()
    if (this.#tap.release()) this.onRoom(this.#tap.position)
    if (this.#held.size > 0 && !this.#lags) {
      // Those that have nothing more to say would be told to wait for the disk for ever.
      for (const entry of this.#held) if (!entry.close) this.#changed.add(entry)
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

  #fail(entry: Entry, error: NodeJS.ErrnoException): void {
    if (this.#failing.size === 0) this.#retryAt = this.#nowNs() + RETRY_MS * 1e6
    this.#failing.add(entry)
    if (entry.capture === 'strict') this.onUnrecorded(entry.id)
    this.#captureError = failureText(error)
  }

  #retry(): void {
    if (this.#failing.size === 0 || this.#nowNs() < this.#retryAt) return
    this.#retryAt = this.#nowNs() + RETRY_MS * 1e6
    this.#batches.step()
    for (const entry of this.#failing) {
      const settled = entry.close !== null && !this.#entries.has(entry.id)
      if (!settled && entry.recording && !entry.recording.retry()) continue
      this.#healed(entry)
      // One that ended in the failing batch has been told of; it stood here so that the failure was seen.
      if (settled) continue
      this.#changed.add(entry)
      this.#grew(entry)
      if (entry.close) this.#settle(entry)
    }
    this.#batches.step()
  }

  /** Nothing of it waits for the disk any more. */
  #healed(entry: Entry): void {
    this.#failing.delete(entry)
    if (this.#failing.size === 0) this.#captureError = null
  }

  #grew({ id, recording }: Entry): void {
    if (recording) this.#text.grew(id)
  }

  /** An ended session is let go when its records are in the index. */
  #settle(entry: Entry): void {
    const { recording } = entry
    if (recording && !recording.done) return
    recording?.release()
    this.#changed.add(entry)
    this.#entries.delete(entry.id)
    this.#text.letGo(entry.id)
  }

  #progress(entry: Entry): RecordedProgress {
    const { recording } = entry
    const bytes = {
      upstream: recording?.bytes('upstream') ?? 0,
      downstream: recording?.bytes('downstream') ?? 0,
    }
    const gapBytes = recording?.gapBytes ?? 0
    const facts = entry.toldFacts ? null : (recording?.facts ?? null)
    entry.toldFacts ||= facts !== null
    return {
      id: entry.id,
      state: entry.state,
      facts,
      hexLog: entry.hexLog,
      durationNs: recording?.lastTime ?? 0,
      bytes,
      frames: {
        upstream: recording?.frames('upstream') ?? 0,
        downstream: recording?.frames('downstream') ?? 0,
      },
      records: recording?.records ?? 0,
      gapBytes,
      waitsOn: entry.close ? null : entry.wait.now(this.#lags),
      newMarks: recording?.takeMarks() ?? [],
    }
  }
}

/** The payload lies in shared memory, which a TextDecoder refuses to read; a Buffer reads it where it is. */
function parse({ buffer, byteOffset, length }: Uint8Array): unknown {
  return JSON.parse(Buffer.from(buffer, byteOffset, length).toString())
}
