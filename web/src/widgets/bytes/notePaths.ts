import { ByteRange } from '@tcpscope/shared/base'
import { NOTE_COLOURS, type Note, type NoteColour } from '@tcpscope/shared/api'
import { noteTitle, rangeOf } from '../../base/noteWords.ts'

/** One path of what is drawn of notes; one a colour, so that many notes cost few elements. */
export interface NotePath {
  readonly colour: NoteColour
  readonly d: string
}

/** Notes as paths by colour, without empty ones. @param path of one note; empty: none */
export function notePaths(notes: readonly Note[], path: (note: Note) => string): NotePath[] {
  return NOTE_COLOURS.map((colour) => ({
    colour,
    d: notes
      .filter((note) => note.colour === colour)
      .map(path)
      .join(''),
  })).filter(({ d }) => d !== '')
}

/** What is said of a byte, one note a line; empty when nothing is. */
export function notesAt(notes: readonly Note[], offset: number): string {
  return notes
    .filter((note) => ByteRange.contains(rangeOf(note), offset))
    .map(noteTitle)
    .join('\n')
}
