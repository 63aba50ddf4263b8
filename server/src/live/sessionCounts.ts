import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import { isLive, type Session } from '@tcpscope/shared/api'
import { RateMeter } from './rateMeter.ts'

export interface SessionTotals {
  openConnections: number
  /** Bytes a second, over the last second. */
  upstreamRate: number
  downstreamRate: number
  /** Bytes that could not be recorded since the start. */
  gapBytes: number
  hexLagBytes: number
  /** The longest of any session. */
  hexLagNs: number
}

/** Sums over the sessions in memory, kept up to date with each change of one: nobody adds them all up. */
export class SessionCounts {
  readonly #rates = { upstream: new RateMeter(), downstream: new RateMeter() }
  readonly #open = new Map<ListenerId, number>()
  /** How far the text of sessions is behind now, ns; of those alone of which it is. */
  readonly #behind = new Map<SessionId, number>()
  #openConnections = 0
  #gapBytes = 0
  #hexLagBytes = 0

  /**
   * A session has changed, or come into memory (before: undefined), which is no traffic.
   * @param now ms, as for `totals`; never goes back
   * @returns whether a connection opened or ended by it
   */
  changed(before: Session | undefined, session: Session, now: number): boolean {
    if (before) {
      this.#rates.upstream.add(now, session.upstreamBytes - before.upstreamBytes)
      this.#rates.downstream.add(now, session.downstreamBytes - before.downstreamBytes)
      this.#gapBytes += session.gapBytes - before.gapBytes
    }
    this.#hexLagBytes += session.hexLagBytes - (before?.hexLagBytes ?? 0)
    if (session.hexLagBytes > 0) this.#behind.set(session.id, session.hexLagNs)
    else this.#behind.delete(session.id)
    const opened = Number(isLive(session)) - Number(before !== undefined && isLive(before))
    if (opened === 0) return false
    this.#openConnections += opened
    const count = this.openConnections(session.listenerId) + opened
    if (count > 0) this.#open.set(session.listenerId, count)
    else this.#open.delete(session.listenerId)
    return true
  }

  /** An ended session leaves memory. */
  left({ id, hexLagBytes }: Session): void {
    this.#hexLagBytes -= hexLagBytes
    this.#behind.delete(id)
  }

  openConnections(listener: ListenerId): number {
    return this.#open.get(listener) ?? 0
  }

  /** @param now ms */
  totals(now: number): SessionTotals {
    let hexLagNs = 0
    for (const lag of this.#behind.values()) hexLagNs = Math.max(hexLagNs, lag)
    return {
      openConnections: this.#openConnections,
      upstreamRate: this.#rates.upstream.rate(now),
      downstreamRate: this.#rates.downstream.rate(now),
      gapBytes: this.#gapBytes,
      hexLagBytes: this.#hexLagBytes,
      hexLagNs,
    }
  }
}
