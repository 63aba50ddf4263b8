import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ByteRange, Direction, NoteId, SessionId } from '@tcpscope/shared/base'
import type { NewNote, Note, NotePatch } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { errorText, type Api } from '../data/api.ts'
import { LateAnswers } from '../live/lateAnswers.ts'
import type { LiveClient, LiveEvents } from '../live/liveClient.ts'
import { SnapshotSync } from '../live/snapshotSync.ts'

/** What the editor of notes is open for: a new note on bytes, or one that is there. */
export interface NoteDraft {
  readonly sessionId: SessionId
  readonly direction: Direction
  readonly range: ByteRange
  readonly note: Note | null
}

export interface NotesState {
  /** The session whose notes these are; null: none is open. */
  readonly sessionId: SessionId | null
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly error: string | null
  /** By place: upstream first, then by their first byte. */
  readonly notes: readonly Note[]
  readonly draft: NoteDraft | null
}

export interface NotesStore extends Pick<StoreApi<NotesState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Follows the notes of a session, in place of those of another. */
  open(sessionId: SessionId): void
  reload(): void
  /** Opens the editor, or (null) closes it. */
  edit(draft: NoteDraft | null): void
  /** These three show at once what the server answered, unless the live socket told of it meanwhile. @throws ApiError when it refused */
  add(sessionId: SessionId, note: NewNote): Promise<Note>
  change(note: Note, patch: NotePatch): Promise<Note>
  remove(note: Note): Promise<void>
  dispose: Dispose
}

const NONE: readonly Note[] = []

/** The notes of the session that is open, kept new by the live socket. They go on while the view is frozen. */
export function createNotes(live: Pick<LiveClient, 'events'>, api: NotesApi): NotesStore {
  const store = createStore<NotesState>()(() => ({
    sessionId: null,
    phase: 'loading',
    error: null,
    notes: NONE,
    draft: null,
  }))
  const answers = new LateAnswers<NoteId>()
  const merge = (sessionId: SessionId, upserts: readonly Note[], removed: readonly NoteId[]) =>
    store.setState((state) =>
      state.sessionId === sessionId ? { notes: mergeNotes(state.notes, upserts, removed) } : {},
    )
  const sync = new SnapshotSync({
    fetch: async (signal) => {
      const { sessionId } = store.getState()
      return sessionId === null ? { asOf: 0, notes: [] } : await api.notes(sessionId, signal)
    },
    begin: ({ notes }) => {
      answers.tellAll()
      store.setState({ phase: 'ready', error: null, notes: mergeNotes([], notes, []) })
    },
    apply: ({ upserts, removed }: LiveEvents['notes']) => {
      const { sessionId } = store.getState()
      if (sessionId === null) return
      answers.tell([...upserts.map(({ id }) => id), ...removed])
      merge(
        sessionId,
        upserts.filter((note) => note.sessionId === sessionId),
        removed,
      )
    },
    failed: (error) => store.setState({ phase: 'failed', error: errorText(error) }),
  })
  const reload = () => {
    if (store.getState().sessionId !== null) void sync.reload()
  }
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    open: (sessionId) => {
      store.setState({ sessionId, phase: 'loading', error: null, notes: NONE, draft: null })
      void sync.reload()
    },
    reload,
    edit: (draft) => store.setState({ draft }),
    add: (sessionId, wish) =>
      answers.ask(
        () => api.createNote(sessionId, wish),
        (note) => merge(sessionId, [note], []),
      ),
    change: ({ sessionId, id }, patch) =>
      answers.ask(
        () => api.changeNote(sessionId, id, patch),
        (note) => merge(sessionId, [note], []),
      ),
    remove: async ({ sessionId, id }) => {
      await api.deleteNote(sessionId, id)
      merge(sessionId, [], [id])
    },
    dispose: disposeAll([
      live.events.on('hello', reload),
      live.events.on('resync', reload),
      live.events.on('notes', (event) => sync.push(event)),
    ]),
  }
}

type NotesApi = Pick<Api, 'notes' | 'createNote' | 'changeNote' | 'deleteNote'>

/** The notes after some appeared, changed, or were deleted: by place. */
export function mergeNotes(
  notes: readonly Note[],
  upserts: readonly Note[],
  removed: readonly NoteId[],
): readonly Note[] {
  const all = new Map(notes.map((note) => [note.id, note]))
  for (const note of upserts) all.set(note.id, note)
  for (const id of removed) all.delete(id)
  return [...all.values()].toSorted(byPlace)
}

function byPlace(a: Note, b: Note): number {
  if (a.direction !== b.direction) return a.direction === 'upstream' ? -1 : 1
  return a.from - b.from || (a.id < b.id ? -1 : 1)
}
