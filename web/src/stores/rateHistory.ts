import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'

/** Seconds that are remembered of each live session. */
export const HISTORY_SECONDS = 60

interface History {
  /** Bytes of each second, around: that of second s is at s mod HISTORY_SECONDS. */
  readonly bytes: Float64Array
  /** The newest second that is in it, s since 1970. */
  second: number
  counted: number
}

/** Bytes a second of live sessions over the last minute, from the counts that come with each change. */
export class RateHistory {
  readonly #histories = new Map<SessionId, History>()

  /** Takes the session's counts as of now. What was before the first time says nothing of when it was. */
  sample({ id, upstreamBytes, downstreamBytes, startedAtMs }: Session, nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    const counted = upstreamBytes + downstreamBytes
    const history = this.#histories.get(id)
    if (history) {
      advance(history, second)
      history.bytes[history.second % HISTORY_SECONDS]! += Math.max(0, counted - history.counted)
      history.counted = counted
      return
    }
    const bytes = new Float64Array(HISTORY_SECONDS)
    // One that has just begun has had all its bytes just now.
    if (nowMs - startedAtMs < 1000) bytes[second % HISTORY_SECONDS] = counted
    this.#histories.set(id, { bytes, second, counted })
  }

  /** Of a session that ended or was deleted: else it is kept for good. */
  forget(id: SessionId): void {
    this.#histories.delete(id)
  }

  clear(): void {
    this.#histories.clear()
  }

  /**
   * Bytes of each of the last HISTORY_SECONDS whole seconds, oldest first.
   * @returns undefined when nothing is known of the session, or nothing has moved in that time
   */
  lastMinute(id: SessionId, nowMs: number): readonly number[] | undefined {
    const history = this.#histories.get(id)
    if (!history) return undefined
    const end = Math.floor(nowMs / 1000)
    const bytes = Array.from({ length: HISTORY_SECONDS }, (_, i) => {
      const second = end - HISTORY_SECONDS + i
      const isKept = second <= history.second && second > history.second - HISTORY_SECONDS
      return isKept ? history.bytes[second % HISTORY_SECONDS]! : 0
    })
    return bytes.some((one) => one > 0) ? bytes : undefined
  }
}

/** Seconds in which nothing was told have no bytes. A clock that was put back changes nothing. */
function advance(history: History, second: number): void {
  const steps = Math.min(HISTORY_SECONDS, second - history.second)
  for (let i = 1; i <= steps; i++) history.bytes[(history.second + i) % HISTORY_SECONDS] = 0
  if (second <= history.second) return
  // After a longer silence all of them are zero: those that the loop went over are all there are.
  history.second = second
}
