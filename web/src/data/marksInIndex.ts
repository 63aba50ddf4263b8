import type { FrameRow, SessionMark } from '@tcpscope/shared/api'

/**
 * The mark at a record of the frame index. Pages of frames count marks without naming them, but times never
 * repeat and never fall from record to record, so a mark's place follows from the frame before it.
 * @param marks all marks of the session in order of time
 * @param record a record that is a mark
 * @param before the nearest frame before it, or null when there is none
 */
export function markAt(
  marks: readonly SessionMark[],
  record: number,
  before: Pick<FrameRow, 'record' | 'readNs'> | null,
): SessionMark | undefined {
  if (!before) return marks[record]
  let earlier = 0
  while (earlier < marks.length && marks[earlier]!.timeNs < before.readNs) earlier++
  return marks[earlier + record - before.record - 1]
}
