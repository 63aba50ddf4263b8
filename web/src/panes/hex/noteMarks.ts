import { ByteRange } from '@tcpscope/shared/base'
import type { Note, NoteColour } from '@tcpscope/shared/api'
import { noteTitle, rangeOf } from '../../base/noteWords.ts'
import { notePaths, type NotePath } from '../../widgets/bytes/notePaths.ts'
import { rangeParts, underlinePath } from '../../widgets/hexrows/index.ts'
import { bytesInView, type HexWindow } from './hexView.ts'

/** The notes that begin in a row of a window. */
export interface NoteFlag {
  /** Row from the top of the window. */
  readonly y: number
  readonly colour: NoteColour
  readonly title: string
}

/** Lines under the bytes of a window that have notes. */
export function noteLines(notes: readonly Note[], window: HexWindow): NotePath[] {
  const { layout, first, count } = window
  const seen = bytesInView(window)
  return notePaths(
    notes.filter((note) => ByteRange.length(ByteRange.intersect(rangeOf(note), seen)) > 0),
    (note) =>
      underlinePath(rangeParts(ByteRange.intersect(rangeOf(note), seen), first, count, layout.bytes), layout),
  )
}

/** A flag for each row of a window in which notes begin. @param notes by place */
export function noteFlags(notes: readonly Note[], window: HexWindow): NoteFlag[] {
  const seen = bytesInView(window)
  const flags = new Map<number, NoteFlag>()
  for (const note of notes) {
    if (!ByteRange.contains(seen, note.from)) continue
    const y = Math.floor(note.from / window.layout.bytes) - window.first
    const before = flags.get(y)
    const title = before ? `${before.title}\n${noteTitle(note)}` : noteTitle(note)
    flags.set(y, { y, colour: before?.colour ?? note.colour, title })
  }
  return [...flags.values()]
}

/**
 * Where notes are in the whole stream, as lines across a scrollbar.
 * @param length of the stream, bytes, as far as it is shown
 * @param heightPx of the scrollbar; no two lines of a colour in the same pixel
 */
export function noteTicks(notes: readonly Note[], length: number, heightPx: number): NotePath[] {
  if (length === 0 || heightPx < 2) return []
  const taken = new Set<string>()
  return notePaths(
    notes.filter(({ from }) => from < length),
    ({ from, colour }) => {
      const y = Math.min(heightPx - 1, Math.floor((from / length) * heightPx) + 0.5)
      if (taken.has(colour + y)) return ''
      taken.add(colour + y)
      return `M0 ${y}H12`
    },
  )
}
