import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settle } from './testkit/handClock.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

const x = Buffer.from('x')
const REMARKS = { starred: true, comment: 'the slow one' }

describe('what people say of sessions', () => {
  let dir: string
  let kit: LiveKit
  const start = async () => liveKit({ catalogFile: join(dir, 'catalog.sqlite') })
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'remarks-'))
    kit = await start()
  })
  afterEach(async () => {
    await kit.end()
    await rm(dir, { recursive: true })
  })

  it('[REMARK1] a star and a comment stay through all that the recording tells of the session, and are told', async () => {
    const told: unknown[] = []
    kit.sessions.onChange(({ upserts }) => told.push(upserts.map(({ session }) => session.starred)))
    const session = kit.session()
    expect(await kit.sessions.remark(session.id, { starred: true })).toMatchObject({
      starred: true,
      comment: '',
    })
    expect(told.at(-1)).toEqual([true])
    session.open().grow('upstream', x)
    expect(await kit.sessions.remark(session.id, { comment: 'the slow one' })).toMatchObject(REMARKS)
    session.grow('upstream', x)
    session.hexLagBytes = 5
    session.close()
    await kit.catalog.flush()
    session.lag(0)
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)
    expect((await kit.sessions.find(session.id)).session).toMatchObject({ ...REMARKS, state: 'closed' })
    expect((await kit.sessions.list({})).sessions).toMatchObject([REMARKS])
    expect(await kit.sessions.remark(session.id, { starred: false })).toMatchObject({ starred: false })
    expect((await kit.sessions.find(session.id)).session).toMatchObject({ starred: false, upstreamBytes: 2 })
  })

  it('[REMARK2] a state that was read before the star and arrives after it does not take it away', async () => {
    const session = kit.session().open().close()
    await kit.catalog.flush()
    // Late news of a session that memory has let go: it is on its way from the catalog when the star is set.
    session.lag(7)
    await kit.sessions.remark(session.id, REMARKS)
    await settle()
    expect(kit.sessions.get(session.id)?.session).toMatchObject({ ...REMARKS, hexLagBytes: 7 })
    session.lag(0)
    await kit.catalog.flush()
    expect((await kit.sessions.find(session.id)).session).toMatchObject(REMARKS)
  })

  it('[REMARK3] after a crash stars and comments are there, also of sessions that the files bring back', async () => {
    const session = kit.session().open().grow('upstream', x)
    await kit.sessions.remark(session.id, REMARKS)
    // Nothing is closed in order: a second catalog opens what is in the file.
    const after = await start()
    await after.catalog.reconcile([
      {
        facts: session.facts,
        state: 'interrupted',
        durationNs: 9,
        upstreamBytes: 1,
        downstreamBytes: 0,
        upstreamFrames: 1,
        downstreamFrames: 0,
        records: 1,
        gapBytes: 0,
        marks: [],
        close: { cause: 'interrupted', by: 'tcpscope', code: null, text: 'found open' },
      },
    ])
    expect((await after.sessions.find(session.id)).session).toMatchObject({
      ...REMARKS,
      state: 'interrupted',
    })
    await after.end()
  })

  it('[REMARK4] a deleted session is not found, and nothing of it comes back', async () => {
    const session = kit.session().open().close()
    await kit.sessions.remark(session.id, REMARKS)
    const removed = kit.sessions.remove(session.id)
    await expect(
      Promise.all([removed, kit.sessions.remark(session.id, { comment: 'too late' })]),
    ).rejects.toMatchObject({ code: 'session_not_found' })
    await removed
    await kit.catalog.flush()
    expect((await kit.sessions.list({})).sessions).toEqual([])
  })

  it('[REMARK5] what cannot be written is refused, and does not seem to be', async () => {
    const lock = new SqliteDatabase(join(dir, 'catalog.sqlite'))
    lock.exec('begin immediate')
    const session = kit.session().open()
    await expect(kit.sessions.remark(session.id, REMARKS)).rejects.toMatchObject({ code: 'catalog_busy' })
    expect((await kit.sessions.find(session.id)).session.starred).toBe(false)
    lock.exec('rollback')
    lock.close()
    expect(await kit.sessions.remark(session.id, REMARKS)).toMatchObject(REMARKS)
  })
})
