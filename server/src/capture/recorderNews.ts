import type { SessionId } from '@tcpscope/shared/base'
import type { Close, SessionState } from '@tcpscope/shared/api'
import type { EngineEvents, RecordedProgress, RecorderState, SessionOpened } from '../core/enginePort.ts'
import type { LiveWait } from './liveWait.ts'
import type { Recording } from './recording.ts'

/** One connection as the recorder knows it. */
export interface RecordedSession {
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

export interface RecorderEvents extends Omit<EngineEvents, 'acceptErrors' | 'progress'> {
  readonly progress: readonly RecordedProgress[]
}

/** Gathers what the recorder has to tell: of a session its newest state, however often it changes meanwhile. */
export class RecorderNews {
  #opened: SessionOpened[] = []
  readonly #changed = new Set<RecordedSession>()
  #closed: { id: SessionId; close: Close }[] = []
  #toldState = ''

  opened(session: SessionOpened): void {
    this.#opened.push(session)
  }

  changed(session: RecordedSession): void {
    this.#changed.add(session)
  }

  closed(id: SessionId, close: Close): void {
    this.#closed.push({ id, close })
  }

  /** An ended session was deleted: nobody is to hear of it after this. */
  forget(id: SessionId): void {
    for (const changed of this.#changed) if (changed.close && changed.id === id) this.#changed.delete(changed)
  }

  /** Whether there is something to tell of sessions. */
  get waits(): boolean {
    return this.#opened.length + this.#changed.size + this.#closed.length > 0
  }

  /**
   * What happened since the last call; undefined: nothing, and the recorder is as it was.
   * @param lags the sockets are held until the recorder has caught up
   */
  take(recorder: RecorderState, lags: boolean): RecorderEvents | undefined {
    const told = `${recorder.tapBytes >> 16} ${recorder.captureError}`
    if (!this.waits && told === this.#toldState) return undefined
    this.#toldState = told
    const events = {
      opened: this.#opened,
      progress: [...this.#changed].map((session) => progressOf(session, lags)),
      closed: this.#closed,
      recorder,
    }
    this.#opened = []
    this.#changed.clear()
    this.#closed = []
    return events
  }
}

/** How far a session is. Its facts, and each of its marks, are told once. */
function progressOf(session: RecordedSession, lags: boolean): RecordedProgress {
  const { recording } = session
  const facts = session.toldFacts ? null : (recording?.facts ?? null)
  session.toldFacts ||= facts !== null
  return {
    id: session.id,
    state: session.state,
    facts,
    hexLog: session.hexLog,
    durationNs: recording?.lastTime ?? 0,
    bytes: {
      upstream: recording?.bytes('upstream') ?? 0,
      downstream: recording?.bytes('downstream') ?? 0,
    },
    frames: {
      upstream: recording?.frames('upstream') ?? 0,
      downstream: recording?.frames('downstream') ?? 0,
    },
    records: recording?.records ?? 0,
    gapBytes: recording?.gapBytes ?? 0,
    waitsOn: session.close ? null : session.wait.now(lags),
    newMarks: recording?.takeMarks() ?? [],
  }
}
