import type { Note } from '@tcpscope/shared/api'
import { formatDuration } from '../../base/format.ts'
import { noteTitle } from '../../base/noteWords.ts'
import { nearGroups } from './nearGroups.ts'
import type { TimeView } from './timeView.ts'

/** A note, and when the frame that its first byte is in was read. */
export interface TimedNote {
  readonly note: Note
  /** ns since the session's start. */
  readonly timeNs: number
  /** Place of that frame in the frame index. */
  readonly record: number
}

/** Notes at a place of the drawing: those that are too near to be told apart share one. */
export interface NoteFlag {
  readonly x: number
  readonly notes: readonly TimedNote[]
  readonly title: string
}

/** Notes nearer than this share a flag; a flag is hit so near, px. */
const JOIN_PX = 7
/** Notes that one hover says. */
const MOST_TITLES = 8

/** The flags in view. @param notes in order of time */
export function noteFlags(notes: readonly TimedNote[], view: TimeView, width: number): NoteFlag[] {
  return nearGroups(notes, view, width, JOIN_PX).map(({ x, members }) => ({
    x,
    notes: members,
    title: titleOf(members),
  }))
}

function titleOf(notes: readonly TimedNote[]): string {
  const lines = notes
    .slice(0, MOST_TITLES)
    .map(({ note, timeNs }) => `${noteTitle(note)} (at +${formatDuration(timeNs)})`)
  if (notes.length > MOST_TITLES) lines.push('…')
  return lines.join('\n')
}

/** The flag at a place, px. */
export function flagAt(flags: readonly NoteFlag[], x: number): NoteFlag | undefined {
  return flags
    .filter((flag) => Math.abs(flag.x - x) <= JOIN_PX)
    .toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]
}

/**
 * The note after another one or before it, from the last to the first.
 * @param notes in order of time; not empty
 * @param from whether one stands at a note; when at none, the first or the last is next
 */
export function noteBeside(
  notes: readonly TimedNote[],
  from: (timed: TimedNote) => boolean,
  step: 1 | -1,
): TimedNote | undefined {
  const at = notes.findIndex(from)
  if (at === -1) return step === 1 ? notes[0] : notes.at(-1)
  return notes[(at + step + notes.length) % notes.length]
}
