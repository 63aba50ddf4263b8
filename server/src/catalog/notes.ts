import type { Kysely } from 'kysely'
import type { NoteId, SessionId } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'
import type { Tables } from './tables.ts'

const COLUMNS = [
  'id',
  'sessionId',
  'direction',
  'from',
  'to',
  'kind',
  'colour',
  'text',
  'createdAtMs',
  'changedAtMs',
] as const satisfies readonly (keyof Note)[]

/** By place: upstream first, then by their first byte, the oldest first. */
export async function notesOf(db: Kysely<Tables>, session: SessionId): Promise<Note[]> {
  return await db
    .selectFrom('notes')
    .select(COLUMNS)
    .where('sessionId', '=', session)
    // "upstream" sorts behind "downstream".
    .orderBy('direction', 'desc')
    .orderBy('from')
    .orderBy('id')
    .execute()
}

/** @returns false when there is no row of the session */
export async function addNote(db: Kysely<Tables>, note: Note): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('notes')
    .columns(COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .where('id', '=', note.sessionId)
        .select(COLUMNS.map((name) => eb.val(note[name]).as(name))),
    )
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** @returns false when there is no such note */
export async function changeNote(db: Kysely<Tables>, note: Note): Promise<boolean> {
  const { id, sessionId, kind, colour, text, changedAtMs } = note
  const { numUpdatedRows } = await db
    .updateTable('notes')
    .set({ kind, colour, text, changedAtMs })
    .where('id', '=', id)
    .where('sessionId', '=', sessionId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** @returns false when there is no such note */
export async function removeNote(db: Kysely<Tables>, session: SessionId, id: NoteId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('notes')
    .where('id', '=', id)
    .where('sessionId', '=', session)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
