import { type SessionSpan, type SpanList, SPANS_LIMIT } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'

/**
 * The bars after sessions appeared, changed, or are no longer wanted (null). Counts stay as they are until they are
 * fetched again.
 * @returns null: nothing changes, or there would be too many bars
 */
export function mergeSpans(
  list: SpanList,
  changes: ReadonlyMap<SessionId, SessionSpan | null>,
): SpanList | null {
  if (list.spans === null || changes.size === 0) return null
  const spans = list.spans.flatMap((span) => {
    const change = changes.get(span.id)
    return change === null ? [] : [change ?? span]
  })
  const known = new Set(list.spans.map(({ id }) => id))
  for (const [id, span] of changes) if (span && !known.has(id)) spans.push(span)
  if (spans.length > SPANS_LIMIT.most) return null
  return { ...list, total: spans.length, spans: spans.toSorted((a, b) => (a.id < b.id ? 1 : -1)) }
}
