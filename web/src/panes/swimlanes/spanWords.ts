import { isLive, type SessionSpan } from '@tcpscope/shared/api'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { formatBytes, formatDuration, formatMoment } from '../../base/format.ts'
import { closeWords } from '../../base/words.ts'

/** A session in words, a line each: who, when and how long, how much, how it ended. */
export function spanWords(span: SessionSpan, nowMs: number): string[] {
  const { number, listenerName, client, target, state, startedAtMs, durationNs, close } = span
  const live = isLive(span)
  const lasted = live ? Math.max(0, nowMs - startedAtMs) * NANOS_PER_MS : durationNs
  return [
    `#${number} ${listenerName}: ${client} → ${target}`,
    `${formatMoment(startedAtMs)}, ${live ? 'for' : 'lasted'} ${formatDuration(lasted)}`,
    `↑ ${formatBytes(span.upstreamBytes)}, ↓ ${formatBytes(span.downstreamBytes)}`,
    close ? `${state}: ${closeWords(close)}` : state,
  ]
}

/** A stretch of time in words: `14:03:05.100 to 14:03:09.200`, with the day where it is not one. */
export function stretchWords(from: number, to: number): string {
  const [a, b] = [formatMoment(from), formatMoment(to)]
  return a.slice(0, 10) === b.slice(0, 10) ? `${a.slice(11)} to ${b.slice(11)}` : `${a} to ${b}`
}
