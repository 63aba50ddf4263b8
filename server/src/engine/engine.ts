import { MessageChannel } from 'node:worker_threads'
import type { Address, ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { RecorderEvents } from '../capture/recorderNews.ts'
import type { TextProgress } from '../capture/hexLogger.ts'
import type { EngineEvents, EnginePort, ListenerSettings, RecordedProgress } from '../core/enginePort.ts'
import { createTapMemory, type TapMemory, wakeTapReader } from '../core/tapRing.ts'
import { Caller } from '../threads/rpc.ts'
import { TextLag } from './textLag.ts'
import { startThread } from './thread.ts'

export interface EngineOptions {
  /** The folder of all sessions; must exist. */
  readonly sessionsRoot: string
  /** Bytes between relay and recorder before sockets are held: a power of two, 1 MiB..1 GiB. */
  readonly tapBytes: number
  /** High watermark of each socket's write buffer, bytes. */
  readonly bufferBytes: number
  /** File descriptors that this process may have; Infinity: as many as it likes. */
  readonly descriptors: number
  /** Capture files open at once, 16 or more. */
  readonly maxOpenFiles: number
  /** Called when one of the threads died of a mistake of ours: nothing is forwarded or recorded any more. */
  readonly onDeath: (error: Error) => void
}

const NOTHING: EngineEvents = { opened: [], progress: [], closed: [], acceptErrors: [] }

/** After the last connection: how long hex logs may still be written before the process ends. */
const LAST_TEXT_MS = 5_000

/**
 * Starts the data plane: a relay thread (sockets), a recorder thread (bytes and index), joined by the tap ring, and
 * the hex logger's thread, which follows the files and has helpers of its own.
 *
 *   control ─commands─▶ relay ═tap═▶ recorder ─watermarks─▶ control
 *                         ◀──room is free──┘ └─what has grown─▶ hex logger ─how far the text is─▶ control
 */
export class Engine implements EnginePort {
  readonly #tap: TapMemory
  readonly #relay: Caller<EngineEvents['acceptErrors']>
  readonly #recorder: Caller<RecorderEvents>
  readonly #hexLogger: Caller<readonly TextProgress[]>
  readonly #lag = new TextLag()
  #receiver: (events: EngineEvents) => void = () => {}
  #hurry: () => void = () => {}
  #stopping = false

  constructor({ sessionsRoot, tapBytes, bufferBytes, descriptors, maxOpenFiles, onDeath }: EngineOptions) {
    this.#tap = createTapMemory(tapBytes)
    const epoch = process.hrtime.bigint()
    const room = new MessageChannel()
    const died = (error: Error): void => {
      if (!this.#stopping) onDeath(error)
    }
    const text = new MessageChannel()
    const common = { epoch, tap: this.#tap, root: sessionsRoot }
    const files = Math.ceil(maxOpenFiles / 2)
    this.#recorder = new Caller(
      startThread('recorderWorker', { ...common, maxOpenFiles: files, room: room.port1, text: text.port1 }, [
        room.port1,
        text.port1,
      ]),
      ({ progress, ...events }) => {
        this.#receiver({
          ...events,
          progress: progress.map((one) => this.#lag.recorded(one)),
          acceptErrors: [],
        })
      },
      died,
    )
    this.#hexLogger = new Caller(
      startThread('hexWorker', { ...common, maxOpenFiles: files, text: text.port2 }, [text.port2]),
      (news) => this.#receiver({ ...NOTHING, progress: news.flatMap((one) => this.#lag.written(one)) }),
      died,
    )
    this.#relay = new Caller(
      startThread('relayWorker', { epoch, tap: this.#tap, room: room.port2, bufferBytes, descriptors }, [
        room.port2,
      ]),
      (acceptErrors) => this.#receiver({ ...NOTHING, acceptErrors }),
      died,
    )
  }

  onEvents(receiver: (events: EngineEvents) => void): void {
    this.#receiver = receiver
  }

  startListener(settings: ListenerSettings): Promise<Address> {
    return this.#relay.call('startListener', settings) as Promise<Address>
  }

  async stopListener(id: ListenerId): Promise<void> {
    await this.#relay.call('stopListener', id)
  }

  async updateListener(settings: ListenerSettings): Promise<void> {
    await this.#relay.call('updateListener', settings)
  }

  closeConnection(id: SessionId): Promise<boolean> {
    return this.#relay.call('closeConnection', id) as Promise<boolean>
  }

  async setControlPort(port: number | null): Promise<void> {
    await this.#relay.call('setControlPort', port)
  }

  async renderHexLog(facts: SessionFacts, session: RecordedProgress): Promise<void> {
    this.#lag.recorded(session)
    await this.#hexLogger.call('renderHexLog', facts, session.durationNs)
  }

  async forgetSession(id: SessionId): Promise<void> {
    await this.#callRecorder('forgetSession', id)
    await this.#hexLogger.call('forgetSession', id)
    this.#lag.forget(id)
  }

  async shutdown(graceMs: number): Promise<void> {
    if (this.#stopping) return this.#hurry()
    this.#stopping = true
    const drained = this.#relay.call('drain')
    const patience = new Promise<void>((resolve) => {
      this.#hurry = resolve
      setTimeout(resolve, graceMs).unref()
    })
    await Promise.race([drained, patience])
    await this.#relay.call('closeAll')
    await drained
    await this.#callRecorder('close')
    await this.#hexLogger.call('finish', LAST_TEXT_MS)
  }

  #callRecorder(method: string, ...args: unknown[]): Promise<unknown> {
    const reply = this.#recorder.call(method, ...args)
    wakeTapReader(this.#tap)
    return reply
  }
}
