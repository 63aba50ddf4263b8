import type { SessionFacts } from '@tcpscope/shared/capture'
import type { SessionId } from '@tcpscope/shared/base'
import type { TextProgress } from '../capture/hexLogger.ts'
import type { Caller } from '../threads/rpc.ts'

type Logger = Caller<readonly TextProgress[]>

/** The hex loggers' threads: the first from the start on, the others when the recorder has a session for them. */
export class HexLoggers {
  readonly #start: (number: number) => Logger
  readonly #running: Logger[] = []

  /** @param start starts the thread of that number, from 0 */
  constructor(start: (number: number) => Logger) {
    this.#start = start
    this.need(1)
  }

  /** So many have work now. */
  need(count: number): void {
    while (this.#running.length < count) this.#running.push(this.#start(this.#running.length))
  }

  async renderHexLog(facts: SessionFacts, durationNs: number): Promise<void> {
    await this.#running[0]!.call('renderHexLog', facts, durationNs)
  }

  async forgetSession(id: SessionId): Promise<void> {
    await Promise.all(this.#running.map((logger) => logger.call('forgetSession', id)))
  }

  /** Resolves when all text is written that can be, or after `patienceMs`. */
  async finish(patienceMs: number): Promise<void> {
    await Promise.all(this.#running.map((logger) => logger.call('finish', patienceMs)))
  }
}
