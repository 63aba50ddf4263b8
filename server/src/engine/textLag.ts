import type { SessionId } from '@tcpscope/shared/base'
import type { TextProgress } from '../capture/hexLogger.ts'
import type { RecordedProgress, SessionProgress } from '../core/enginePort.ts'

/** Far more than can finish in the fraction of a second by which one thread's news may trail the other's. */
const FINISHED_KEPT = 4096

interface Known {
  progress: RecordedProgress | null
  rendered: number
  finished: boolean
  /** Session time up to which the text is written, ns. */
  untilNs: number
  /** Session time of the newest record when the text fell behind, ns: nothing older is missing. */
  behindNs: number
  /** The lag that was told last, bytes. */
  told: number
}

/**
 * Puts together what two threads know of a session: the recorder how many bytes there are, the hex logger how many
 * of them are in the text. The difference is the lag.
 *
 * The two speak in their own time: the recorder's last word on a session may come after the hex logger has said that
 * its text is finished. So finished sessions are remembered for a while, the newest FINISHED_KEPT of them.
 */
export class TextLag {
  readonly #known = new Map<SessionId, Known>()
  /** In the order in which they finished. */
  readonly #finished = new Set<SessionId>()

  /** The recorder has news. */
  recorded(progress: RecordedProgress): SessionProgress {
    if (progress.hexLog !== 'live') return { ...progress, hexLagBytes: 0, hexLagNs: 0 }
    const known = this.#of(progress.id)
    known.progress = progress
    return withLag(progress, known, progress.facts, progress.newMarks)
  }

  /** The hex logger has news. Nothing follows from them when the lag stays, or before the recorder has spoken. */
  written({ id, rendered, untilNs, finished }: TextProgress): SessionProgress[] {
    const known = this.#of(id)
    const ended = finished && !known.finished
    known.rendered = rendered
    known.untilNs = untilNs
    known.finished = finished
    this.#finished.delete(id)
    if (finished) this.#finished.add(id)
    if (this.#finished.size > FINISHED_KEPT) this.#forgetOldest()
    if (!known.progress) return []
    const { told } = known
    const news = withLag(known.progress, known, null, [])
    // What the catalog has of a session from an earlier run may say that it lags: its end is always told.
    return ended || news.hexLagBytes !== told ? [news] : []
  }

  forget(id: SessionId): void {
    this.#finished.delete(id)
    this.#known.delete(id)
  }

  #of(id: SessionId): Known {
    let known = this.#known.get(id)
    if (!known) {
      known = { progress: null, rendered: 0, finished: false, untilNs: 0, behindNs: 0, told: 0 }
      this.#known.set(id, known)
    }
    return known
  }

  #forgetOldest(): void {
    const [oldest] = this.#finished
    if (oldest !== undefined) this.forget(oldest)
  }
}

/** Field by field: see `sessionRow.ts`. */
function withLag(
  progress: RecordedProgress,
  known: Known,
  facts: SessionProgress['facts'],
  newMarks: SessionProgress['newMarks'],
): SessionProgress {
  const recorded = progress.bytes.upstream + progress.bytes.downstream - progress.gapBytes
  if (known.told === 0) known.behindNs = progress.durationNs
  known.told = known.finished ? 0 : Math.max(0, recorded - known.rendered)
  const hexLagNs =
    known.told === 0 ? 0 : Math.max(0, progress.durationNs - Math.max(known.untilNs, known.behindNs))
  return {
    id: progress.id,
    state: progress.state,
    facts,
    hexLog: progress.hexLog,
    durationNs: progress.durationNs,
    bytes: progress.bytes,
    frames: progress.frames,
    records: progress.records,
    gapBytes: progress.gapBytes,
    hexLagBytes: known.told,
    hexLagNs,
    waitsOn: progress.waitsOn,
    newMarks,
  }
}
