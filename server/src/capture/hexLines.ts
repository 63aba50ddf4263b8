import {
  type Address,
  type Direction,
  formatAddress,
  goDuration,
  logAddress,
  logStamp,
  type Nanos,
  NANOS_PER_MS,
  sinkOf,
  sourceOf,
  type Side,
} from '@tcpscope/shared/base'
import { closeCauseOf, type SessionFacts } from '@tcpscope/shared/capture'

/**
 * The lines between the dumps of the hex log, in the ancestor's words:
 *
 *     Connected to <host:port> at <YYYY.MM.DD-hh.mm.ss>
 *     Received (#0, 00000000) 38 bytes from <peer>
 *     Sent (#0) to <peer>
 *     Disconnected from <peer>
 *     Finished at <YYYY.MM.DD-hh.mm.ss>, duration 5.253979s
 *
 * and what the ancestor could not say: a target that was never reached, bytes that could not be recorded, a
 * session that was found unfinished after a crash.
 */
export class HexLines {
  readonly #facts: SessionFacts
  readonly #peers: Readonly<Record<Side, string>>

  constructor(facts: SessionFacts) {
    this.#facts = facts
    const target: Address = facts.remote ?? facts.target
    this.#peers = { client: logAddress(facts.client), target: logAddress(target) }
  }

  connected(time: Nanos): string {
    return `Connected to ${formatAddress(this.#facts.target)} at ${this.#stamp(time)}\n`
  }

  received(direction: Direction, number: number, offset: number, length: number): string {
    const at = offset.toString(16).toUpperCase().padStart(8, '0')
    return `Received (#${number}, ${at}) ${length} bytes from ${this.#peers[sourceOf(direction)]}\n`
  }

  sent(direction: Direction, number: number): string {
    return `Sent (#${number}) to ${this.#peers[sinkOf(direction)]}\n`
  }

  /** The source of this direction sent FIN or RST. */
  disconnected(direction: Direction): string {
    return `Disconnected from ${this.#peers[sourceOf(direction)]}\n`
  }

  lost(direction: Direction, number: number, offset: number, length: number): string {
    const at = offset.toString(16).toUpperCase().padStart(8, '0')
    return `Not captured (#${number}, ${at}) ${length} bytes from ${this.#peers[sourceOf(direction)]}\n`
  }

  /**
   * The last line. The duration counts from the moment the target answered, as the ancestor's did.
   * @param connected when that was; 0: never
   * @param detail of the `closed` mark
   */
  finished(connected: Nanos, time: Nanos, detail: number): string {
    const duration = goDuration(time - connected)
    if (closeCauseOf(detail >> 2) === 'interrupted') {
      return `Interrupted, last seen at ${this.#stamp(time)}, duration ${duration}\n`
    }
    const failed = this.#facts.remote === null ? `Not connected: ${this.#facts.dialError ?? 'unknown'}\n` : ''
    return `${failed}Finished at ${this.#stamp(time)}, duration ${duration}\n`
  }

  #stamp(time: Nanos): string {
    return logStamp(this.#facts.startedAtMs + time / NANOS_PER_MS, this.#facts.utcOffsetMin)
  }
}
