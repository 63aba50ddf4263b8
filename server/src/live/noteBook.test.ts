import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NoteId } from '@tcpscope/shared/base'
import { MAX_NOTES, type Note } from '@tcpscope/shared/api'
import { HandSocket } from './testkit/handSocket.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

const tenBytes = Buffer.from('0123456789')
const place = { direction: 'upstream', from: 2, to: 5 } as const

describe('notes on bytes', () => {
  let dir: string
  let kit: LiveKit
  const catalogFile = () => join(dir, 'catalog.sqlite')
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'notes-'))
    kit = await liveKit({ catalogFile: catalogFile() })
  })
  afterEach(async () => {
    await kit.end()
    await rm(dir, { recursive: true })
  })
  const listed = async (session: Note['sessionId']) => (await kit.notes.list(session)).notes

  it('[NOTE1] a note is made, changed and deleted, on a live session that the catalog has not heard of and on an ended one', async () => {
    const session = kit.session().open().grow('upstream', tenBytes)
    const made = await kit.notes.create(session.id, { ...place, text: 'the length' })
    expect(made).toMatchObject({ ...place, sessionId: session.id, kind: 'comment', text: 'the length' })
    expect(await listed(session.id)).toEqual([made])
    session.close()
    await kit.catalog.flush()
    await kit.timers.pass(500)
    const changed = await kit.notes.change(session.id, made.id, { text: '', kind: 'bookmark', colour: 'red' })
    expect(changed).toEqual({
      ...made,
      text: '',
      kind: 'bookmark',
      colour: 'red',
      changedAtMs: made.changedAtMs + 500,
    })
    expect(await listed(session.id)).toEqual([changed])
    await kit.notes.remove(session.id, made.id)
    expect(await listed(session.id)).toEqual([])
    await expect(kit.notes.remove(session.id, made.id)).rejects.toMatchObject({ code: 'note_not_found' })
    await expect(kit.notes.change(session.id, made.id, { text: 'x' })).rejects.toMatchObject({
      code: 'note_not_found',
    })
  })

  it('[NOTE2] notes are listed by place, and each session has its own', async () => {
    const [one, two] = [kit.session(), kit.session()].map((session) =>
      session.open().grow('upstream', tenBytes).grow('downstream', tenBytes),
    )
    for (const [direction, from] of [
      ['downstream', 1],
      ['upstream', 7],
      ['downstream', 0],
      ['upstream', 3],
    ] as const) {
      await kit.notes.create(one!.id, { direction, from, to: 10 })
    }
    const other = await kit.notes.create(two!.id, place)
    expect((await listed(one!.id)).map(({ direction, from }) => [direction, from])).toEqual([
      ['upstream', 3],
      ['upstream', 7],
      ['downstream', 0],
      ['downstream', 1],
    ])
    expect(await listed(two!.id)).toEqual([other])
    await expect(kit.notes.remove(one!.id, other.id)).rejects.toMatchObject({ code: 'note_not_found' })
  })

  it('[NOTE3] only recorded bytes can have a note, and a comment says something', async () => {
    const session = kit.session().open().grow('upstream', tenBytes)
    const refused = (wish: object) =>
      expect(kit.notes.create(session.id, { ...place, ...wish })).rejects.toMatchObject({
        code: 'bad_request',
        message: expect.stringMatching(/\.$/),
      })
    await refused({ to: 11 })
    await refused({ from: 5 })
    await refused({ from: 5, to: 4 })
    await refused({ direction: 'downstream', from: 0, to: 1 })
    await refused({ kind: 'comment', text: ' \n' })
    const bookmark = await kit.notes.create(session.id, { ...place, from: 0, to: 10 })
    expect(bookmark.kind).toBe('bookmark')
    await expect(kit.notes.change(session.id, bookmark.id, { kind: 'comment' })).rejects.toMatchObject({
      code: 'bad_request',
      field: 'text',
    })
    // Forwarded, but not recorded: the place of a gap can be spoken of.
    const gap = { code: 'gap', direction: 'upstream', timeNs: 5, offset: 10, length: 90 } as const
    kit.engine.emit({ progress: [{ ...session.progress(), newMarks: [gap] }] })
    expect(await kit.notes.create(session.id, { ...place, from: 99, to: 100 })).toMatchObject({ to: 100 })
    expect(await listed(session.id)).toHaveLength(2)
  })

  it('[NOTE4] notes go with their session, and none comes after it', async () => {
    const session = kit.session().open().grow('upstream', tenBytes).close()
    await kit.notes.create(session.id, place)
    await kit.sessions.remove(session.id)
    await expect(kit.notes.list(session.id)).rejects.toMatchObject({ code: 'session_not_found' })
    await expect(kit.notes.create(session.id, place)).rejects.toMatchObject({ code: 'session_not_found' })
    expect(await kit.catalog.notes(session.id)).toEqual([])
    const orphan = {
      ...place,
      kind: 'bookmark',
      colour: 'red',
      text: '',
      createdAtMs: 1,
      changedAtMs: 1,
    } as const
    const id = uuidv7() as NoteId
    expect(await kit.catalog.addNote({ ...orphan, id, sessionId: session.id })).toBe(false)
  })

  it('[NOTE5] the recording writes a session over and over: its notes stay, also after a crash', async () => {
    const session = kit.session().open().grow('upstream', tenBytes)
    const note = await kit.notes.create(session.id, place)
    for (let i = 0; i < 3; i++) {
      session.grow('downstream', tenBytes)
      kit.catalog.save(kit.sessions.get(session.id)!)
      await kit.catalog.flush()
    }
    // Nothing is closed in order: a second catalog opens what is in the file.
    const after = await liveKit({ catalogFile: catalogFile() })
    await after.catalog.reconcile([])
    expect((await after.sessions.find(session.id)).session.state).toBe('interrupted')
    expect((await after.notes.list(session.id)).notes).toEqual([note])
    await after.end()
  })

  it('[NOTE6] every page is told, in order and newer than a list that was taken before', async () => {
    const session = kit.session().open().grow('upstream', tenBytes)
    const sockets = [new HandSocket(), new HandSocket()]
    for (const socket of sockets) kit.hub.connect(socket)
    const { asOf } = await kit.notes.list(session.id)
    const note = await kit.notes.create(session.id, place)
    const changed = await kit.notes.change(session.id, note.id, { text: 'again' })
    await kit.timers.pass(200)
    await kit.notes.remove(session.id, note.id)
    await kit.timers.pass(200)
    for (const socket of sockets) {
      const [first, second, ...more] = socket.ofType('notes')
      expect([first, second, more]).toEqual([
        { type: 'notes', seq: expect.any(Number), upserts: [changed], removed: [] },
        { type: 'notes', seq: expect.any(Number), upserts: [], removed: [note.id] },
        [],
      ])
      expect(first!.seq).toBeGreaterThan(asOf)
      expect(second!.seq).toBeGreaterThan(first!.seq)
    }
  })

  it('[NOTE7] a session has room for so many notes, and says when it is used up', async () => {
    const session = kit.session().open().grow('upstream', tenBytes)
    await kit.notes.create(session.id, place)
    const database = new SqliteDatabase(catalogFile())
    database
      .prepare(
        `insert into notes select 'n' || value, sessionId, direction, "from", "to", kind, colour, text, createdAtMs, changedAtMs
         from notes, json_each(?)`,
      )
      .run(JSON.stringify(Array.from({ length: MAX_NOTES - 2 }, (_, i) => i)))
    database.close()
    await kit.notes.create(session.id, place)
    await expect(kit.notes.create(session.id, place)).rejects.toMatchObject({ code: 'too_many_notes' })
    expect(await listed(session.id)).toHaveLength(MAX_NOTES)
  })
})
