import type { SessionMark } from '@tcpscope/shared/api'

/**
 * All marks of both lists in the order of time, each once: pushes may repeat marks that are known already.
 * A mark that grew (a gap) replaces the one it was.
 */
export function mergeMarks(known: readonly SessionMark[], more: readonly SessionMark[]): SessionMark[] {
  const merged = new Map<string, SessionMark>()
  for (const mark of [...known, ...more]) {
    merged.set(`${mark.code} ${mark.direction} ${mark.timeNs} ${mark.offset}`, mark)
  }
  return [...merged.values()].toSorted((a, b) => a.timeNs - b.timeNs)
}
