import { type Direction, DIRECTIONS, otherDirection, sourceOf } from '@tcpscope/shared/base'
import type { MarkCode } from '@tcpscope/shared/capture'
import { type Blocker, notReading, silent, type Wait } from '@tcpscope/shared/trace'

/**
 * What one live connection waits for now, from what the recorder sees of it anyway: a few numbers a connection,
 * nothing a byte.
 *
 * Bytes that a peer has not taken are waited for first, then a recorder that is behind. Else the side that did not speak last is expected to: of a
 * protocol we know nothing, and most answer. Before any byte that is the client; a side that has sent FIN is not
 * expected to say any more.
 */
export class LiveWait {
  #connected = false
  /** Who spoke last. */
  #spoke: Direction = 'downstream'
  /** When something last happened that changes who is waited for. */
  #sinceNs = 0
  /** Frames that the peer has not taken, and when the oldest of this stretch was read. */
  readonly #untaken = { upstream: 0, downstream: 0 }
  readonly #blockedNs = { upstream: 0, downstream: 0 }
  /** When the newest frame of a direction was read, if its source has been held since. */
  readonly #heldNs = { upstream: 0, downstream: 0 }
  readonly #ended = { upstream: false, downstream: false }

  /** One read of a direction. Times are ns since the session's start. @param takenNs 0: not taken yet */
  frame(direction: Direction, readNs: number, takenNs: number, held: boolean): void {
    this.#heldNs[direction] = held ? readNs : 0
    this.#spoke = direction
    this.#sinceNs = takenNs || readNs
    if (takenNs === 0 && this.#untaken[direction]++ === 0) this.#blockedNs[direction] = readNs
  }

  /** The peer of a direction took the next frame that it had not taken. */
  taken(direction: Direction, timeNs: number): void {
    this.#untaken[direction] = Math.max(0, this.#untaken[direction] - 1)
    this.#sinceNs = timeNs
  }

  mark(direction: Direction, code: MarkCode, timeNs: number): void {
    if (code === 'connected') this.#connected = true
    if (code === 'ended') this.#ended[direction] = true
    if (code === 'connected' || code === 'ended') this.#sinceNs = timeNs
  }

  /** Whether a source was held with its newest frame. */
  get wasHeld(): boolean {
    return this.#heldNs.upstream + this.#heldNs.downstream > 0
  }

  /** @param lags whether sockets that were held for the recorder still are */
  now(lags: boolean): Wait {
    const blocked = DIRECTIONS.filter((direction) => this.#untaken[direction] > 0)
    const first = blocked.toSorted((a, b) => this.#blockedNs[a] - this.#blockedNs[b])[0]
    if (first) return { blocker: notReading(first), sinceNs: this.#blockedNs[first] }
    if (lags && this.wasHeld) {
      return { blocker: 'disk', sinceNs: Math.max(this.#heldNs.upstream, this.#heldNs.downstream) }
    }
    return { blocker: this.#expected(), sinceNs: this.#sinceNs }
  }

  #expected(): Blocker {
    if (!this.#connected) return 'target-silent'
    const next = otherDirection(this.#spoke)
    if (!this.#ended[next]) return silent(sourceOf(next))
    // Both have finished: what is left to do is ours.
    return this.#ended[this.#spoke] ? 'own' : silent(sourceOf(this.#spoke))
  }
}
