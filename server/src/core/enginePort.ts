import type { Address, Direction, ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { Wait } from '@tcpscope/shared/trace'
import type { CaptureMode, Close, HexLogMode, SessionMark, SessionState } from '@tcpscope/shared/api'

/**
 * The data plane as everybody else sees it: plain, cloneable data both ways, so that it can stand on another
 * thread (it does) or on another machine.
 */
export interface EnginePort {
  /**
   * Starts to accept. Resolves with the address really bound.
   * @throws ListenError (a plain object with `code` and `message`) when it cannot
   */
  startListener(settings: ListenerSettings): Promise<Address>
  /** Stops accepting; open connections live on. Resolves when the port is free. Unknown ids are fine. */
  stopListener(id: ListenerId): Promise<void>
  /** New settings for connections accepted from now on; the port stays bound. */
  updateListener(settings: ListenerSettings): Promise<void>
  /** Ends a connection by RST to both peers. False when it is not open. */
  closeConnection(id: SessionId): Promise<boolean>
  /** Called with everything that happened, batched, in order. One receiver. */
  onEvents(receiver: (events: EngineEvents) => void): void
  /**
   * Renders the hex log of an ended session anew, when a processor is free; progress tells how far it is. Resolves
   * when it is under way.
   */
  renderHexLog(facts: SessionFacts, session: RecordedProgress): Promise<void>
  /** An ended session is being deleted: nothing more is written for it. Resolves when that is so. */
  forgetSession(id: SessionId): Promise<void>
  /** The port of our own dashboard, which no connection may be dialled to; null: there is none. */
  setControlPort(port: number | null): Promise<void>
  /**
   * Stops all listeners, waits up to `graceMs` for connections to finish, ends the rest, and closes all files.
   * A second call ends the wait of the first.
   */
  shutdown(graceMs: number): Promise<void>
}

export interface ListenerSettings {
  readonly id: ListenerId
  readonly name: string
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly target: Address
  readonly connectTimeoutMs: number
  readonly hexLog: HexLogMode
  readonly capture: CaptureMode
  /** Number of the listener's newest session so far; the next one gets one more. */
  readonly lastNumber: number
}

export type ListenErrorCode =
  'port_in_use' | 'port_not_permitted' | 'address_not_available' | 'listen_failed' | 'shutting_down'

export interface ListenError {
  readonly code: ListenErrorCode
  /** A sentence for people. */
  readonly message: string
}

/** What happened since the last batch. A session appears in `opened` before it does in the others. */
export interface EngineEvents {
  readonly opened: readonly SessionOpened[]
  readonly progress: readonly SessionProgress[]
  readonly closed: readonly SessionClosed[]
  /** Accepts that failed (EMFILE, …), a count a listener since the last batch, with the newest error. */
  readonly acceptErrors: readonly { id: ListenerId; count: number; message: string }[]
  /** State of the recorder; absent when nothing changed. */
  readonly recorder?: RecorderState
}

export interface SessionOpened {
  readonly id: SessionId
  readonly listenerId: ListenerId
  readonly listenerName: string
  readonly number: number
  readonly startedAtMs: number
  readonly utcOffsetMin: number
  readonly client: Address
  readonly target: Address
  readonly hexLog: HexLogMode
  readonly capture: CaptureMode
}

/** What the dial brought: the addresses of the target's socket, or in words why there is none. */
export type DialFacts = Pick<SessionFacts, 'local' | 'remote' | 'dialError'>

/** Absolute counts, never differences: a later batch makes an earlier one superfluous. */
export interface SessionProgress {
  readonly id: SessionId
  readonly state: SessionState
  /** Once only: when the target has answered, or could not. */
  readonly facts: SessionFacts | null
  readonly hexLog: HexLogMode
  readonly durationNs: number
  readonly bytes: Readonly<Record<Direction, number>>
  readonly frames: Readonly<Record<Direction, number>>
  /** Records that are in the frame index file. */
  readonly records: number
  readonly gapBytes: number
  readonly hexLagBytes: number
  /** How much younger the newest record is than the newest one in the text, ns. */
  readonly hexLagNs: number
  /** What the connection waits for; null when it has ended. */
  readonly waitsOn: Wait | null
  /** Marks that are new since the last progress of this session. */
  readonly newMarks: readonly SessionMark[]
}

/** Progress without what only the hex logger knows. */
export type RecordedProgress = Omit<SessionProgress, 'hexLagBytes' | 'hexLagNs'>

/** The last word on a session, except that its hex log may still grow (progress with a falling lag). */
export interface SessionClosed {
  readonly id: SessionId
  readonly close: Close
}

export interface RecorderState {
  /** Bytes between relay and recorder, and how many fit. */
  readonly tapBytes: number
  readonly tapCapacity: number
  /** Why writing fails right now, as a sentence; null when it does not. */
  readonly captureError: string | null
}
