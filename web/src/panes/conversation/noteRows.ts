import type { Note } from '@tcpscope/shared/api'
import { rangeOf } from '../../base/noteWords.ts'
import { notePaths, type NotePath } from '../../widgets/bytes/notePaths.ts'
import { underlinePath, type RowLayout } from '../../widgets/hexrows/index.ts'
import { bytesInRows, selectedParts, type DrawnRows } from './conversationRows.ts'

/** What is drawn of notes: lines under their bytes in view, and a flag before the row in which one begins. */
export interface NoteRows {
  readonly lines: readonly NotePath[]
  readonly flags: readonly NotePath[]
}

/** Of the notes of both directions those in view, in columns and rows. */
export function noteRows(notes: readonly Note[], drawn: DrawnRows, layout: RowLayout): NoteRows {
  const seen = bytesInRows(drawn)
  const inView = notes.filter(({ direction, from, to }) =>
    seen[direction].some(({ start, end }) => from < end && to > start),
  )
  return {
    lines: notePaths(inView, (note) =>
      underlinePath(selectedParts(drawn, note.direction, rangeOf(note)), layout),
    ),
    flags: notePaths(inView, ({ direction, from }) =>
      selectedParts(drawn, direction, { start: from, end: from + 1 })
        .map(({ y }) => `M-1.6 ${y + 0.2}L-0.4 ${y + 0.5}L-1.6 ${y + 0.8}z`)
        .join(''),
    ),
  }
}
