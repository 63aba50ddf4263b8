import { expect, it } from 'vitest'
import type { NoteId } from '@tcpscope/shared/base'
import type { NewNote, Note, NoteList, NotePatch } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents } from '../live/liveClient.ts'
import { createNotes, mergeNotes } from './notes.ts'
import { testId } from './testSession.ts'

const session = testId(1)

function note(id: string, change: Partial<Note> = {}): Note {
  return {
    id: id as NoteId,
    sessionId: session,
    direction: 'upstream',
    from: 0,
    to: 1,
    kind: 'bookmark',
    colour: 'yellow',
    text: id,
    createdAtMs: 1,
    changedAtMs: 1,
    ...change,
  }
}

function setUp() {
  const events = new Emitter<LiveEvents>()
  const answers: ((list: NoteList) => void)[] = []
  const api = {
    notes: () => new Promise<NoteList>((resolve) => answers.push(resolve)),
    createNote: (sessionId: Note['sessionId'], wish: NewNote) =>
      Promise.resolve(note('made', { sessionId, ...wish })),
    changeNote: (sessionId: Note['sessionId'], id: NoteId, patch: NotePatch) =>
      Promise.resolve(note(id, { sessionId, ...patch })),
    deleteNote: () => Promise.resolve(),
  }
  const notes = createNotes({ events }, api)
  const answer = async (asOf: number, list: Note[]) => {
    answers.shift()?.({ asOf, notes: list })
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  const tell = (seq: number, upserts: Note[], removed: string[] = []) =>
    events.emit('notes', { type: 'notes', seq, upserts, removed: removed as NoteId[] })
  const texts = () => notes.getState().notes.map(({ text }) => text)
  return { notes, api, events, answers, answer, tell, texts }
}

it('[NOTE9] notes of the open session are fetched once, and kept new by what is newer than that', async () => {
  const { notes, answer, tell, texts } = setUp()
  tell(1, [note('nothing is open')])
  notes.open(session)
  tell(3, [note('a', { text: 'older news' })])
  tell(5, [note('b', { from: 7 })])
  await answer(4, [note('a'), note('c', { direction: 'downstream' })])
  expect(texts()).toEqual(['a', 'b', 'c'])
  tell(6, [note('other', { sessionId: testId(2) })], ['a'])
  expect(texts()).toEqual(['b', 'c'])
})

it('[NOTE10] another session, and the notes of the one before are gone with an answer that comes late', async () => {
  const { notes, events, answers, answer, texts } = setUp()
  notes.open(session)
  notes.open(testId(2))
  await answer(1, [note('late')])
  expect(texts()).toEqual([])
  await answer(1, [note('here', { sessionId: testId(2) })])
  expect(texts()).toEqual(['here'])
  events.emit('hello', { seq: 9, bootId: 'b', version: 't', reason: 'restarted' })
  expect(answers).toHaveLength(1)
})

it('[NOTE11] what one does oneself is shown with the answer, and not in the list of another session', async () => {
  const { notes, answer, texts } = setUp()
  notes.open(session)
  await answer(1, [])
  const made = await notes.add(session, { direction: 'upstream', from: 1, to: 2, text: 'mine' })
  expect(texts()).toEqual(['mine'])
  await notes.change(made, { text: 'better' })
  expect(texts()).toEqual(['better'])
  await notes.add(testId(2), { direction: 'upstream', from: 1, to: 2 })
  await notes.remove(made)
  expect(texts()).toEqual([])
})

it('[NOTE19] an answer does not take back what the socket told while it was under way', async () => {
  const { notes, api, answer, tell, texts } = setUp()
  notes.open(session)
  await answer(1, [note('a'), note('b', { from: 3 })])
  let reply!: (note: Note) => void
  api.changeNote = () => new Promise((resolve) => (reply = resolve))
  const changed = notes.change(note('a'), { text: 'mine' })
  tell(2, [note('a', { text: 'mine' })])
  tell(3, [note('a', { text: "then somebody else's" })])
  reply(note('a', { text: 'mine' }))
  expect((await changed).text).toBe('mine')
  expect(texts()).toEqual(["then somebody else's", 'b'])
  const gone = notes.change(note('b', { from: 3 }), { text: 'too late' })
  tell(4, [], ['b'])
  reply(note('b', { text: 'too late' }))
  await gone
  expect(texts()).toEqual(["then somebody else's"])
})

it('[NOTE12] notes stand by place: upstream first, then by their first byte', () => {
  const down = note('a', { direction: 'downstream', from: 0 })
  const [late, early] = [note('b', { from: 9 }), note('c', { from: 3 })]
  expect(mergeNotes([down], [late, early], []).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
})
