import { type Static, Type } from 'typebox'
import type { NoteId } from '../base/index.ts'
import { AsOfSchema, CountSchema, DirectionSchema, oneOf, SessionIdSchema } from './common.ts'

/** Characters of a note's text, and notes of one session. */
export const MAX_NOTE_TEXT = 4000
export const MAX_NOTES = 1000

export const NOTE_KINDS = [
  'bookmark', // a place to come back to; its text is a name, or empty
  'comment', // something said of the bytes
] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

export const NOTE_COLOURS = ['yellow', 'green', 'blue', 'red'] as const
export type NoteColour = (typeof NOTE_COLOURS)[number]

export const NoteIdSchema = Type.Unsafe<NoteId>(
  Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'UUIDv7 of a note' }),
)

/** Bytes `[from, to)` of a direction: at least one, and none that is not recorded yet. */
const place = { direction: DirectionSchema, from: CountSchema, to: CountSchema }
const words = {
  kind: oneOf(NOTE_KINDS),
  colour: oneOf(NOTE_COLOURS),
  text: Type.String({ maxLength: MAX_NOTE_TEXT }),
}

/** A bookmark or a comment on bytes of a session. It goes with its session. */
export const NoteSchema = Type.Object({
  id: NoteIdSchema,
  sessionId: SessionIdSchema,
  ...place,
  ...words,
  createdAtMs: CountSchema,
  changedAtMs: CountSchema,
})
export type Note = Static<typeof NoteSchema>

/** A new note; without a kind it is a bookmark when it has no text, else a comment. */
export const NewNoteSchema = Type.Object(
  {
    ...place,
    kind: Type.Optional(words.kind),
    colour: Type.Optional(words.colour),
    text: Type.Optional(words.text),
  },
  { additionalProperties: false },
)
export type NewNote = Static<typeof NewNoteSchema>

/** What can be changed of a note. Its bytes stay: another place is another note. */
export const NotePatchSchema = Type.Partial(Type.Object(words, { additionalProperties: false }), {
  additionalProperties: false,
  minProperties: 1,
})
export type NotePatch = Static<typeof NotePatchSchema>

export const NoteParams = Type.Object({ id: SessionIdSchema, note: NoteIdSchema })

/** By place: upstream first, then by their first byte. */
export const NoteListSchema = Type.Object({ asOf: AsOfSchema, notes: Type.Array(NoteSchema) })
export type NoteList = Static<typeof NoteListSchema>
