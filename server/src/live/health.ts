import type { Status } from '@tcpscope/shared/api'
import type { EngineEvents, RecorderState } from '../core/enginePort.ts'
import type { ListenerBook } from './listenerBook.ts'
import type { Sequence } from './sequence.ts'
import type { SessionBook } from './sessionBook.ts'

export interface HealthDeps {
  sessions: Pick<SessionBook, 'totals'>
  listeners: Pick<ListenerBook, 'acceptErrors'>
  sequence: Sequence
  version: string
  bootId: string
  startedAtMs: number
  dataDir: string
}

/** How tcpscope itself is doing: the numbers of the status line. */
export class Health {
  readonly #deps: HealthDeps
  #recorder: RecorderState = { tapBytes: 0, tapCapacity: 0, captureError: null }
  #catalogError: string | null = null
  readonly #receivers = new Set<() => void>()

  constructor(deps: HealthDeps) {
    this.#deps = deps
  }

  /** Calls back, synchronously, when something changed that no session or listener tells. Returns how to stop. */
  onChange(receiver: () => void): () => void {
    this.#receivers.add(receiver)
    return () => this.#receivers.delete(receiver)
  }

  /** What the engine says of the recorder. */
  apply({ recorder }: Pick<EngineEvents, 'recorder'>): void {
    if (!recorder) return
    this.#recorder = recorder
    this.#tell()
  }

  /** The list of sessions cannot be written (why), or can again (null). */
  catalogTrouble(error: Error | null): void {
    this.#catalogError =
      error && `The list of sessions cannot be written: ${error.message}. It is tried again.`
    this.#tell()
  }

  status(): Status {
    const { sessions, listeners, sequence, version, bootId, startedAtMs, dataDir } = this.#deps
    const { tapBytes, tapCapacity, captureError } = this.#recorder
    return {
      asOf: sequence.current,
      version,
      bootId,
      startedAtMs,
      ...sessions.totals(),
      acceptErrors: listeners.acceptErrors,
      captureError: captureError ?? this.#catalogError,
      tapBytes,
      tapCapacity,
      dataDir,
    }
  }

  #tell(): void {
    for (const receiver of this.#receivers) receiver()
  }
}
