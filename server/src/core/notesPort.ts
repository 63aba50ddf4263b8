import type { NoteId, SessionId } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'

/** Keeps the notes on bytes of sessions. They go with their session. All of it may fail by a CatalogFault. */
export interface NotesPort {
  /** By place: upstream first, then by their first byte, the oldest first. */
  notes(session: SessionId): Promise<Note[]>
  /** @returns false when the session is not known, or is not written yet */
  addNote(note: Note): Promise<boolean>
  /** Replaces kind, colour, text and time of change. @returns false when there is no such note */
  changeNote(note: Note): Promise<boolean>
  /** @returns false when there is no such note */
  removeNote(session: SessionId, id: NoteId): Promise<boolean>
}
