import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_STORED_MARKS } from '../core/catalogPort.ts'
import { settle } from './testkit/handClock.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

const mark = (timeNs: number) => ({
  code: 'gap' as const,
  direction: 'upstream' as const,
  timeNs,
  offset: 0,
  length: 1,
})

describe('session book', () => {
  let kit: LiveKit
  beforeEach(async () => {
    kit = await liveKit()
  })
  afterEach(() => kit.end())
  const x = Buffer.from('x')

  it('[BOOK1] a session is told from the accept on, and what progress says replaces what was known', async () => {
    const session = kit.session()
    expect((await kit.sessions.find(session.id)).session).toMatchObject({
      state: 'connecting',
      target: 'target.test:80',
      remote: null,
      close: null,
    })
    session.open().grow('upstream', x)
    expect((await kit.sessions.find(session.id)).session).toMatchObject({
      state: 'open',
      remote: '127.0.0.1:80',
      upstreamBytes: 1,
      upstreamFrames: 1,
    })
    session.close()
    expect((await kit.sessions.find(session.id)).session).toMatchObject({
      state: 'closed',
      close: { cause: 'fin', by: 'client' },
    })
  })

  it('[BOOK2] a target that never answered makes a failed session', async () => {
    const session = kit.session()
    kit.engine.emit({
      closed: [
        { id: session.id, close: { cause: 'refused', by: 'target', code: 'ECONNREFUSED', text: 'refused' } },
      ],
    })
    expect((await kit.sessions.find(session.id)).session).toMatchObject({ state: 'failed' })
  })

  it('[BOOK3] an ended session leaves memory when the catalog has it, and not before', async () => {
    const session = kit.session().open().close()
    expect(kit.sessions.get(session.id)).toBeDefined()
    await kit.catalog.flush()
    expect(kit.sessions.get(session.id)).toBeUndefined()
    expect((await kit.sessions.find(session.id)).session.state).toBe('closed')
  })

  it('[BOOK4] late progress of the hex log reaches an ended session, in memory or not, and does not revive it', async () => {
    const session = kit.session().open()
    session.hexLagBytes = 500
    session.close()
    await kit.catalog.flush()
    expect(kit.sessions.get(session.id)).toBeDefined()
    expect(kit.sessions.totals().hexLagBytes).toBe(500)
    session.lag(200)
    expect(kit.sessions.totals().hexLagBytes).toBe(200)
    session.lag(0)
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)

    kit.engine.emit({ progress: [{ ...session.progress(), state: 'open', hexLagBytes: 70 }] })
    await settle()
    expect((await kit.sessions.find(session.id)).session).toMatchObject({ state: 'closed', hexLagBytes: 70 })
    expect(kit.sessions.totals()).toMatchObject({ hexLagBytes: 70, openConnections: 0 })
    session.lag(0)
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)
    expect(kit.sessions.totals().hexLagBytes).toBe(0)
  })

  it('[BOOK10] news of ended sessions that change nothing leave nothing in memory', async () => {
    const late = kit.session().open().close()
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)
    kit.engine.emit({ progress: [late.progress()] })
    await settle()
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)

    const early = kit.session().open().close()
    const written = kit.catalog.flush()
    kit.engine.emit({ progress: [early.progress()] })
    await written
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)
  })

  it('[BOOK5] marks are gathered in order and bounded', async () => {
    const session = kit.session().open()
    for (let i = 0; i < 6; i++) {
      const newMarks = Array.from({ length: 100 }, (_, n) => mark(i * 100 + n))
      kit.engine.emit({ progress: [{ ...session.progress(), newMarks }] })
    }
    const { marks } = await kit.sessions.find(session.id)
    expect(marks.map((one) => one.timeNs)).toEqual(Array.from({ length: MAX_STORED_MARKS }, (_, n) => n))
  })

  it('[BOOK6] a live session is not deleted; an ended one is, with its files, and stays away', async () => {
    const session = kit.session().open().grow('upstream', x)
    await expect(kit.sessions.remove(session.id)).rejects.toMatchObject({ code: 'session_live' })
    session.close()
    await kit.sessions.remove(session.id)
    expect(kit.capture.has(session.id)).toBe(false)
    await expect(kit.sessions.find(session.id)).rejects.toMatchObject({ code: 'session_not_found' })
    kit.engine.emit({ progress: [session.progress()] })
    await settle()
    await kit.catalog.flush()
    await expect(kit.sessions.remove(session.id)).rejects.toMatchObject({ code: 'session_not_found' })
    expect((await kit.sessions.list({})).sessions).toEqual([])
  })

  it('[BOOK11] a session whose files cannot be taken away stays, and its hex log is finished after all', async () => {
    const session = kit.session().open().grow('upstream', x)
    session.hexLagBytes = 500
    session.close()
    const discard = kit.capture.discard.bind(kit.capture)
    kit.capture.discard = () => Promise.reject(new Error('no right to'))
    await expect(kit.sessions.remove(session.id)).rejects.toThrow('no right to')
    expect(kit.engine.rendered).toEqual([session.id])
    session.lag(0)
    expect(kit.sessions.totals().hexLagBytes).toBe(0)
    await kit.catalog.flush()
    expect(kit.sessions.size).toBe(0)
    expect((await kit.sessions.find(session.id)).session).toMatchObject({ state: 'closed', hexLagBytes: 0 })
    kit.capture.discard = discard
    await kit.sessions.remove(session.id)
    expect((await kit.sessions.list({})).sessions).toEqual([])
  })

  it('[BOOK13] a session that is being deleted is not deleted once more', async () => {
    const session = kit.session().open().close()
    const removed: string[] = []
    kit.sessions.onChange((changes) => removed.push(...changes.removed))
    const both = await Promise.allSettled([kit.sessions.remove(session.id), kit.sessions.remove(session.id)])
    expect(both).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'session_not_found' } },
    ])
    expect(removed).toEqual([session.id])
  })

  it('[BOOK7] open connections are counted a listener and in all, rates over the last second', async () => {
    const [one, two] = [kit.session().open(), kit.session().open()]
    one.grow('upstream', Buffer.alloc(1000)).grow('downstream', Buffer.alloc(500))
    expect(kit.sessions.totals()).toMatchObject({
      openConnections: 2,
      upstreamRate: 1000,
      downstreamRate: 500,
    })
    expect(kit.sessions.openConnections(one.facts.listenerId)).toBe(1)
    two.close()
    await kit.timers.pass(1_100)
    expect(kit.sessions.totals()).toMatchObject({ openConnections: 1, upstreamRate: 0 })
  })

  it('[BOOK8] the list has every session from the first moment on, with its newest state', async () => {
    const sessions = Array.from({ length: 7 }, () => kit.session())
    const [first, second, third] = sessions
    const promise = kit.sessions.list({ limit: 3 })
    // While the catalog is being read:
    first!.open()
    const late = kit.session()
    const page = await promise
    expect(page.total).toBeGreaterThanOrEqual(7)
    const ids: string[] = []
    let cursor: typeof page.nextCursor = null
    do {
      const next = await kit.sessions.list({ limit: 3, ...(cursor === null ? {} : { cursor }) })
      ids.push(...next.sessions.map((one) => one.id))
      cursor = next.nextCursor
    } while (cursor !== null)
    expect(ids).toEqual([...sessions, late].map((one) => one.id).toReversed())
    const open = await kit.sessions.list({ state: 'open' })
    expect(open.sessions.map((one) => one.id)).toEqual([first!.id])
    second!.open().close()
    third!.close()
    expect((await kit.sessions.list({ state: 'closed' })).sessions.map((one) => one.id)).toEqual([second!.id])
    expect((await kit.sessions.list({ state: 'failed' })).sessions.map((one) => one.id)).toEqual([third!.id])
    expect((await kit.sessions.list({ state: 'live' })).total).toBe(6)
  })
})

describe('session book with a catalog that cannot be written', () => {
  it('[BOOK9] lists what it could not write, and lets nothing go', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'book-'))
    const file = join(dir, 'catalog.sqlite')
    const kit = await liveKit({ catalogFile: file })
    const before = kit.session().open()
    await kit.catalog.flush()
    const lock = new SqliteDatabase(file)
    lock.exec('begin immediate')
    before.close()
    const after = kit.session().open().close()
    const page = await kit.sessions.list({})
    expect(page.sessions.map(({ id, state }) => [id, state])).toEqual([
      [after.id, 'closed'],
      [before.id, 'closed'],
    ])
    expect(page.total).toBe(2)
    expect((await kit.sessions.list({ state: 'open' })).sessions).toEqual([])
    expect(kit.sessions.size).toBe(2)
    lock.exec('rollback')
    lock.close()
    expect(await kit.catalog.flush()).toBe(true)
    expect(kit.sessions.size).toBe(0)
    await kit.end()
    await rm(dir, { recursive: true })
  })

  it('[BOOK12] deletes nothing by halves: what it could not forget has its files, and is written later', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'book-'))
    const file = join(dir, 'catalog.sqlite')
    const kit = await liveKit({ catalogFile: file })
    const session = kit.session().open().grow('upstream', Buffer.from('x'))
    await kit.catalog.flush()
    session.close()
    const lock = new SqliteDatabase(file)
    lock.exec('begin immediate')
    await expect(kit.sessions.remove(session.id)).rejects.toMatchObject({ code: 'catalog_busy' })
    expect(kit.capture.has(session.id)).toBe(true)
    expect((await kit.sessions.list({})).sessions.map(({ state }) => state)).toEqual(['closed'])
    lock.exec('rollback')
    lock.close()
    expect(await kit.catalog.flush()).toBe(true)
    expect((await kit.catalog.find(session.id))?.session.state).toBe('closed')
    expect(kit.sessions.size).toBe(0)
    await kit.sessions.remove(session.id)
    expect(kit.capture.has(session.id)).toBe(false)
    expect((await kit.sessions.list({})).sessions).toEqual([])
    await kit.end()
    await rm(dir, { recursive: true })
  })
})
