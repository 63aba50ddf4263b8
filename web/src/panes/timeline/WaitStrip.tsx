import { useId } from 'react'
import { BLOCKERS } from '@tcpscope/shared/trace'
import { blockerWords } from '../../base/words.ts'
import { LANE_PX, WAITS_Y } from './layout.ts'
import { xOf, type TimeView } from './timeView.ts'
import { waitBands, waitPath, type WaitPiece } from './waitShapes.ts'
import classes from './Timeline.module.css'

interface WaitStripProps {
  readonly pieces: readonly WaitPiece[]
  readonly view: TimeView
  readonly width: number
}

/** A word fits into a stretch that is this wide, px a letter. */
const LETTER_PX = 6.4
/** Words that are drawn at most. */
const MOST_WORDS = 40

/** Who is waited for, under the lanes: the hue says who, lines that it is silent, a full band that it does not read. */
export function WaitStrip({ pieces, view, width }: WaitStripProps) {
  const id = useId()
  const bands = waitBands(pieces, view, width, LANE_PX)
  return (
    <g data-lane="waits">
      <defs>
        {(['client-silent', 'target-silent'] as const).map((blocker) => (
          <pattern
            key={blocker}
            id={`${id}-${blocker}`}
            width="4"
            height="4"
            y="1"
            patternUnits="userSpaceOnUse"
          >
            <rect className={classes.waitStripe} data-blocker={blocker} y="2" width="4" height="2" />
          </pattern>
        ))}
      </defs>
      {BLOCKERS.map((blocker) => (
        <path
          key={blocker}
          className={classes.wait}
          data-blocker={blocker}
          fill={blocker.endsWith('-silent') ? `url(#${id}-${blocker})` : undefined}
          d={waitPath(bands[blocker], WAITS_Y)}
        />
      ))}
      {wordsOf(pieces, view, width).map(({ x, words }) => (
        <text key={x} className={classes.waitWord} x={x} y={WAITS_Y + LANE_PX - 3.5} textAnchor="middle">
          {words}
        </text>
      ))}
    </g>
  )
}

/** Words in the middle of what is wide enough for them. */
function wordsOf(
  pieces: readonly WaitPiece[],
  view: TimeView,
  width: number,
): { x: number; words: string }[] {
  const found: { x: number; words: string }[] = []
  for (const { start, end, parts } of pieces) {
    const blocker = parts.length === 1 ? parts[0]?.blocker : undefined
    if (!blocker || found.length >= MOST_WORDS) continue
    const from = Math.max(0, xOf(view, width, start))
    const to = Math.min(width, xOf(view, width, end))
    const words = blockerWords(blocker)
    if (to - from > (words.length + 3) * LETTER_PX) found.push({ x: Math.round((from + to) / 2), words })
  }
  return found
}
