import { rangeOf } from '../../base/noteWords.ts'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { LANES_TOP } from './layout.ts'
import { flagAt, noteBeside, noteFlags, type NoteFlag, type TimedNote } from './noteFlags.ts'
import type { TimeView } from './timeView.ts'
import { useNoteTimes } from './useNoteTimes.ts'

interface NoteFlags {
  readonly flags: readonly NoteFlag[]
  /** Goes to the note at a place of the drawing; pressed again, to the next one there. @returns whether there is one */
  readonly goToAt: (place: { readonly x: number; readonly y: number }) => boolean
  /** Goes to the next note, or the one before. @returns whether there is one */
  readonly step: (by: 1 | -1) => boolean
}

/** The notes of a session over its lanes. @param asOfNs notes of a later moment are not gone to; null: all are */
export function useNoteFlags(
  feed: SessionFeed,
  frames: FrameCache,
  view: TimeView,
  width: number,
  asOfNs: number | null,
): NoteFlags {
  const { selection, view: viewStore } = useServices()
  const all = useNoteTimes(feed, frames)
  const notes = asOfNs === null ? all : all.filter(({ timeNs }) => timeNs <= asOfNs)
  const flags = noteFlags(notes, view, width)

  const isSelected = ({ note }: TimedNote) => {
    const { sessionId, direction, range } = selection.getState()
    const same = sessionId === feed.id && direction === note.direction
    return same && range?.start === note.from && range.end === note.to
  }
  const goTo = (timed: TimedNote | undefined): boolean => {
    if (!timed) return false
    const { note, record } = timed
    const { sessionTab } = viewStore.getState()
    if (sessionTab !== 'panes' && sessionTab !== 'conversation') viewStore.setSessionTab('panes')
    const { direction } = note
    selection.select({ sessionId: feed.id, direction, range: rangeOf(note), record, origin: 'notes' })
    return true
  }
  return {
    flags,
    goToAt: ({ x, y }) => {
      if (y > LANES_TOP) return false
      return goTo(noteBeside(flagAt(flags, x)?.notes ?? [], isSelected, 1))
    },
    step: (by) => goTo(noteBeside(notes, isSelected, by)),
  }
}
