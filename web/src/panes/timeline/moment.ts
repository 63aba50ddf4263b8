import type { FramePage, FrameQuery } from '@tcpscope/shared/api'
import { NANOS_PER_MS, NANOS_PER_SECOND } from '@tcpscope/shared/base'
import { formatMoment } from '../../base/format.ts'
import { nsAt, type TimeView } from './timeView.ts'

/** What a key asks of the moment that is shown: a moment in ns, the next or last frame, or the present. */
export type MomentAction =
  | { readonly type: 'to'; readonly timeNs: number }
  | { readonly type: 'frame'; readonly step: 1 | -1 }
  | { readonly type: 'live' }

/** Parts of the view that an arrow and a page key move by. */
const STEP = 0.005
const PAGE = 0.1
/** Records looked through for the frame before or behind a moment. */
const NEAR = 64

/** A moment as the server counts them: whole ns from 0 to the newest. */
export function clampMoment(timeNs: number, untilNs: number): number {
  return Math.round(Math.max(0, Math.min(untilNs, timeNs)))
}

/** The moment at a place of the drawing, px. */
export function momentAt(view: TimeView, width: number, x: number, untilNs: number): number {
  return clampMoment(nsAt(view, Math.max(1, width), x), untilNs)
}

/** What a key (KeyboardEvent.key) does to the moment; undefined: nothing. */
export function momentAction(
  key: string,
  timeNs: number,
  view: TimeView,
  untilNs: number,
): MomentAction | undefined {
  const span = view.end - view.start
  const by = (share: number): MomentAction => ({
    type: 'to',
    timeNs: clampMoment(timeNs + share * span, untilNs),
  })
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return by(-STEP)
    case 'ArrowRight':
    case 'ArrowUp':
      return by(STEP)
    case 'PageDown':
      return by(-PAGE)
    case 'PageUp':
      return by(PAGE)
    case 'Home':
      return { type: 'to', timeNs: 0 }
    case 'End':
    case 'Escape':
      return { type: 'live' }
    case '[':
      return { type: 'frame', step: -1 }
    case ']':
      return { type: 'frame', step: 1 }
    default:
      return undefined
  }
}

/**
 * When the frame behind (`step` 1) or before (-1) a moment was read.
 * @returns null: there is none within a few records
 */
export async function frameMoment(
  frames: (query: FrameQuery) => Promise<FramePage>,
  timeNs: number,
  step: 1 | -1,
): Promise<number | null> {
  if (step === 1) {
    const { frames: later } = await frames({ timeNs: timeNs + 1, limit: NEAR })
    return later[0]?.readNs ?? null
  }
  const { from } = await frames({ timeNs, limit: 1 })
  const { frames: near } = await frames({ from: Math.max(0, from - NEAR), limit: NEAR })
  return near.findLast(({ record }) => record < from)?.readNs ?? null
}

/** A moment in words: since the start, and on the clock. */
export function momentWords(timeNs: number, startedAtMs: number): { since: string; clock: string } {
  return {
    since: `+${(timeNs / NANOS_PER_SECOND).toFixed(6)} s`,
    clock: formatMoment(startedAtMs + Math.floor(timeNs / NANOS_PER_MS)),
  }
}
