import type { Direction, NoteId, SessionId } from '@tcpscope/shared/base'
import { MAX_NOTES, type NewNote, type Note, type NoteList, type NotePatch } from '@tcpscope/shared/api'
import type { StoredSession } from '../core/catalogPort.ts'
import type { NotesPort } from '../core/notesPort.ts'
import { KeyedQueue } from './keyedQueue.ts'
import { Refusal } from './refusal.ts'
import type { Sequence } from './sequence.ts'
import type { SessionBook } from './sessionBook.ts'

export interface NoteChanges {
  readonly upserts: readonly Note[]
  readonly removed: readonly NoteId[]
}

export interface NoteBookDeps {
  store: NotesPort
  sessions: Pick<SessionBook, 'find' | 'writtenRow'>
  sequence: Sequence
  newId(): NoteId
  /** Milliseconds since 1970. */
  nowMs(): number
}

/**
 * Bookmarks and comments on bytes of sessions, live or ended. They are in the catalog alone, and go with their
 * session; what changes is told. Requests about one session run one after the other.
 */
export class NoteBook {
  readonly #deps: NoteBookDeps
  readonly #queue = new KeyedQueue<SessionId>()
  readonly #receivers = new Set<(changes: NoteChanges) => void>()

  constructor(deps: NoteBookDeps) {
    this.#deps = deps
  }

  /** Calls back with every change, synchronously. Returns how to stop. */
  onChange(receiver: (changes: NoteChanges) => void): () => void {
    this.#receivers.add(receiver)
    return () => this.#receivers.delete(receiver)
  }

  /** @throws Refusal session_not_found */
  async list(session: SessionId): Promise<NoteList> {
    // Taken first: what changes from here on is told by later events as well.
    const asOf = this.#deps.sequence.current
    await this.#deps.sessions.find(session)
    return { asOf, notes: await this.#deps.store.notes(session) }
  }

  /** @throws Refusal session_not_found, bad_request (its bytes are not there, a comment says nothing), too_many_notes */
  create(session: SessionId, wish: NewNote): Promise<Note> {
    return this.#queue.run(session, async () => {
      const { store, sessions } = this.#deps
      const row = await sessions.writtenRow(session)
      checkPlace(wish, row)
      if ((await store.notes(session)).length >= MAX_NOTES) {
        throw new Refusal('too_many_notes', `This session has ${MAX_NOTES} notes; delete some of them first.`)
      }
      const text = wish.text ?? ''
      const { kind = isBlank(text) ? 'bookmark' : 'comment', colour = 'yellow', direction, from, to } = wish
      const now = this.#deps.nowMs()
      const words = { kind, colour, text }
      const note = {
        id: this.#deps.newId(),
        sessionId: session,
        direction,
        from,
        to,
        ...words,
        createdAtMs: now,
      }
      const added: Note = checkWords({ ...note, changedAtMs: now })
      if (!(await store.addNote(added))) {
        throw new Refusal('session_not_found', 'There is no such session; it may have been deleted.')
      }
      return this.#told(added)
    })
  }

  /** @throws Refusal session_not_found, note_not_found, bad_request (a comment says nothing) */
  change(session: SessionId, id: NoteId, patch: NotePatch): Promise<Note> {
    return this.#queue.run(session, async () => {
      const { notes } = await this.list(session)
      const before = notes.find((one) => one.id === id)
      if (!before) throw noteNotFound()
      const note = checkWords({ ...before, ...patch, changedAtMs: this.#deps.nowMs() })
      if (!(await this.#deps.store.changeNote(note))) throw noteNotFound()
      return this.#told(note)
    })
  }

  /** @throws Refusal session_not_found, note_not_found */
  remove(session: SessionId, id: NoteId): Promise<void> {
    return this.#queue.run(session, async () => {
      await this.#deps.sessions.find(session)
      if (!(await this.#deps.store.removeNote(session, id))) throw noteNotFound()
      this.#tell({ upserts: [], removed: [id] })
    })
  }

  #told(note: Note): Note {
    this.#tell({ upserts: [note], removed: [] })
    return note
  }

  #tell(changes: NoteChanges): void {
    this.#deps.sequence.next()
    for (const receiver of this.#receivers) receiver(changes)
  }
}

function noteNotFound(): Refusal {
  return new Refusal('note_not_found', 'There is no such note; it may have been deleted.')
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function checkWords(note: Note): Note {
  if (note.kind !== 'comment' || !isBlank(note.text)) return note
  throw new Refusal('bad_request', 'A comment needs text; a bookmark may go without.', 'text')
}

function checkPlace({ direction, from, to }: Pick<NewNote, 'direction' | 'from' | 'to'>, row: StoredSession) {
  if (to <= from) throw new Refusal('bad_request', 'A note needs at least one byte: "to" is behind it.', 'to')
  const end = streamEnd(row, direction)
  if (to <= end) return
  const sender = direction === 'upstream' ? 'client' : 'target'
  const there = end === 1 ? 'One byte' : `${end} bytes`
  throw new Refusal('bad_request', `${there} of the ${sender} are recorded; the note ends behind them.`, 'to')
}

/** Where a direction ends: behind what is recorded, or behind a gap that is its newest part. */
function streamEnd({ session, marks }: StoredSession, direction: Direction): number {
  const gaps = marks.filter((mark) => mark.code === 'gap' && mark.direction === direction)
  const bytes = direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
  return gaps.reduce((end, gap) => Math.max(end, gap.offset + gap.length), bytes)
}
