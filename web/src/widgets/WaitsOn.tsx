import type { Session } from '@tcpscope/shared/api'
import { formatAge, formatMoment } from '../base/format.ts'
import { blockerSentence, blockerWords } from '../base/words.ts'
import { BlockerSwatch } from './BlockerSwatch.tsx'
import classes from './WaitsOn.module.css'

/** A wait shorter than this is the ordinary course of things: a badge that came and went would only flicker. ms */
const SHOWN_AFTER_MS = 1000

interface WaitsOnProps {
  readonly session: Pick<Session, 'waitsOn' | 'startedAtMs'>
  /** The time, ms since 1970. */
  readonly nowMs: number
}

/** Who holds a live connection up, and for how long; nothing while it moves or when it has ended. */
export function WaitsOn({ session: { waitsOn, startedAtMs }, nowMs }: WaitsOnProps) {
  if (!waitsOn) return null
  const sinceMs = startedAtMs + waitsOn.sinceNs / 1e6
  if (nowMs - sinceMs < SHOWN_AFTER_MS) return null
  return (
    <span
      className={classes.badge}
      title={`${blockerSentence(waitsOn.blocker)} Since ${formatMoment(Math.floor(sinceMs))}.`}
    >
      <BlockerSwatch blocker={waitsOn.blocker} />
      {blockerWords(waitsOn.blocker)}{' '}
      <time className={classes.since}>{formatAge(Math.floor((nowMs - sinceMs) / 1000))}</time>
    </span>
  )
}
