import type { Session } from '@tcpscope/shared/api'
import { Pacer } from '../base/pacer.ts'
import { CALM_MS } from '../base/steps.ts'

/** More rows than a pane shows: of what came with more, a person sees the last ones only. */
export const SCREEN_ROWS = 100
/** The usual row of a hex pane, bytes. */
const ROW_BYTES = 16
/** Rows that a frame takes in a conversation at least: its heading, and its bytes. */
const FRAME_ROWS = 2

/**
 * When the news of an opened session is shown. What a screen can hold is shown at once, so that a message is seen when
 * it comes. A fast session replaces all that is in view with each news; nobody can read that, yet drawing it takes as
 * much of a processor as the traffic itself, so it is shown four times a second. What came last waits for the next of
 * these times at most, the end of a session does not wait.
 */
export class NewsPace {
  readonly #pacer: Pacer

  /** @param show shows all that is known by now */
  constructor(show: () => void) {
    this.#pacer = new Pacer(show, CALM_MS)
  }

  /** @param shown the session as it was shown last. @param newest as it is now */
  moved(shown: Session, newest: Session): void {
    if (shown.state !== newest.state || rowsBetween(shown, newest) <= SCREEN_ROWS) this.#pacer.flush()
    else this.#pacer.ask()
  }

  /** More became known of what is shown already. */
  completed(): void {
    this.#pacer.ask()
  }

  /** Nothing is shown any more. */
  stop(): void {
    this.#pacer.stop()
  }
}

/** How many rows of the pane with the most of them came from one state of a session to a later one. */
export function rowsBetween(from: Session, to: Session): number {
  return Math.max(
    0,
    (to.upstreamBytes - from.upstreamBytes) / ROW_BYTES,
    (to.downstreamBytes - from.downstreamBytes) / ROW_BYTES,
    (to.records - from.records) * FRAME_ROWS,
  )
}
