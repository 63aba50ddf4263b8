import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, Migrator, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SessionMark, SORTS } from '@tcpscope/shared/api'
import { NEWEST_FIRST, parseFilter, placeOf } from '@tcpscope/shared/filter'
import {
  type CatalogQuery,
  MAX_STORED_MARKS,
  type RecoveredSession,
  type StoredSession,
} from '../core/catalogPort.ts'
import { Catalog } from './catalog.ts'
import { openDatabase } from './database.ts'
import { MIGRATIONS } from './migrations.ts'
import { sessionToRow } from './rows.ts'
import { countQuery, pageQuery } from './pages.ts'
import type { Tables } from './tables.ts'
import { aListener, aSession } from './testRows.ts'

/** What a recovery would find in the files of this session. */
const recover = (row: StoredSession): RecoveredSession => ({
  facts: row.facts,
  state: 'interrupted',
  durationNs: 77,
  upstreamBytes: 4096,
  downstreamBytes: 0,
  upstreamFrames: 3,
  downstreamFrames: 0,
  records: 4,
  gapBytes: 0,
  close: { cause: 'interrupted', by: 'tcpscope', code: null, text: 'found open' },
  marks: row.marks,
})

const firstVersion = {
  getMigrations: () => Promise.resolve({ '0001-start': MIGRATIONS['0001-start']! }),
}

const parsed = (text: string) => parseFilter(text, { nowMs: 1e12, utcOffsetMin: 0 }).filter

describe('catalog', () => {
  let dir: string
  let file: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'catalog-'))
    file = join(dir, 'catalog.sqlite')
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function filled(rows: StoredSession[]): Promise<Catalog> {
    const catalog = await Catalog.open(file)
    for (const row of rows) catalog.save(row)
    expect(await catalog.flush()).toBe(true)
    return catalog
  }

  it('[CAT1] listeners and sessions come back whole after the file is opened anew', async () => {
    const listener = aListener()
    const row = aSession({
      listenerId: listener.id,
      state: 'closed',
      close: { cause: 'reset', by: 'target', code: 'ECONNRESET', text: 'target reset the connection' },
    })
    const first = await Catalog.open(file)
    await first.saveListener(listener)
    await first.saveListener({ ...listener, name: 'renamed', wanted: 'stopped' })
    first.save(row)
    expect(await first.close()).toBe(true)
    const second = await Catalog.open(file)
    expect(await second.listeners()).toEqual([{ ...listener, name: 'renamed', wanted: 'stopped' }])
    expect(await second.find(row.session.id)).toEqual(row)
    await second.deleteListener(listener.id)
    expect(await second.listeners()).toEqual([])
    expect(await second.find(row.session.id)).toEqual(row)
    await second.close()
  })

  it('[CAT2] pages go newest first through all sessions without a gap or a repeat', async () => {
    const rows = Array.from({ length: 25 }, () => aSession())
    const catalog = await filled(rows)
    const seen: string[] = []
    let behind: CatalogQuery['behind']
    for (;;) {
      const page = await catalog.page({ limit: 10, behind })
      expect(page.total).toBe(25)
      seen.push(...page.rows.map((row) => row.session.id))
      behind = placeOf(page.rows.at(-1)!.session, NEWEST_FIRST)
      if (!page.more) break
    }
    expect(seen).toEqual(rows.map((row) => row.session.id).toReversed())
    await catalog.close()
  })

  it('[CAT3] filters by listener, state, any part of an address (as text, not as a pattern) and time', async () => {
    const one = aSession({ state: 'failed', client: '[2001:db8::7]:40000', startedAtMs: 1000 })
    const two = aSession({ state: 'half-closed', target: 'MAIL_1.example.test:25', startedAtMs: 2000 })
    const three = aSession({ state: 'closed', remote: null, startedAtMs: 3000 })
    const catalog = await filled([one, two, three])
    const ids = async (query: Parameters<Catalog['page']>[0]) => {
      const page = await catalog.page(query)
      expect(page.total).toBe(page.rows.length)
      return page.rows.map((row) => row.session.id)
    }
    expect(await ids({ listener: two.session.listenerId })).toEqual([two.session.id])
    expect(await ids({ state: 'failed' })).toEqual([one.session.id])
    expect(await ids({ state: 'live' })).toEqual([two.session.id])
    expect(await ids({ address: '2001:DB8' })).toEqual([one.session.id])
    expect(await ids({ address: 'mail_1' })).toEqual([two.session.id])
    expect(await ids({ address: 'mail%1' })).toEqual([])
    expect(await ids({ address: "'; drop table sessions; --" })).toEqual([])
    expect(await ids({ after: 2000 })).toEqual([three.session.id, two.session.id])
    expect(await ids({ before: 2000 })).toEqual([one.session.id])
    expect(await ids({ after: 1500, before: 3000, state: 'live' })).toEqual([two.session.id])
    await catalog.close()
  })

  it('[CAT4] a newer state of a session replaces the older one; marks are bounded', async () => {
    const row = aSession()
    const catalog = await filled([row])
    const mark: SessionMark = { code: 'gap', direction: 'upstream', timeNs: 5, offset: 1, length: 2 }
    const later: StoredSession = {
      session: { ...row.session, state: 'closed', upstreamBytes: 99 },
      facts: row.facts,
      marks: Array.from({ length: MAX_STORED_MARKS + 7 }, () => mark),
    }
    catalog.save(later)
    await catalog.flush()
    const found = await catalog.find(row.session.id)
    expect(found?.session).toEqual(later.session)
    expect(found?.marks).toHaveLength(MAX_STORED_MARKS)
    await catalog.close()
  })

  it('[CAT5] the newest number of a listener never falls, also when its sessions are deleted', async () => {
    const listener = aListener()
    const rows = [1, 2, 3].map((number) => aSession({ listenerId: listener.id, number }))
    const catalog = await Catalog.open(file)
    await catalog.saveListener(listener)
    for (const row of rows) catalog.save(row)
    await catalog.flush()
    expect((await catalog.page({ listener: listener.id })).total).toBe(3)
    await catalog.remove(rows[2]!.session.id)
    await catalog.saveListener({ ...listener, name: 'again' })
    expect(await catalog.lastNumbers()).toEqual(new Map([[listener.id, 3]]))
    expect((await catalog.page({})).rows).toHaveLength(2)
    await catalog.close()
  })

  it('[CAT6] a deleted session that waits to be written stays deleted', async () => {
    const row = aSession()
    const catalog = await Catalog.open(file)
    catalog.save(row)
    await catalog.remove(row.session.id)
    await catalog.flush()
    expect(await catalog.find(row.session.id)).toBeUndefined()
    await catalog.close()
  })

  it('[CAT7] after a crash: what the files say counts, the rest of the live ones becomes interrupted', async () => {
    const listener = aListener({ name: 'smtp' })
    const onDisk = aSession({ listenerId: listener.id, listenerName: 'old name', upstreamBytes: 10 })
    const nowhere = aSession({ state: 'connecting' })
    const ended = aSession({ state: 'closed' })
    const catalog = await filled([onDisk, nowhere, ended])
    await catalog.saveListener(listener)
    const unseen = aSession({ listenerId: listener.id, number: 9 })
    expect(await catalog.liveFacts()).toEqual([onDisk.facts, nowhere.facts])
    await catalog.reconcile([recover(onDisk), recover(unseen)])

    const found = await catalog.find(onDisk.session.id)
    expect(found?.session).toMatchObject({
      state: 'interrupted',
      upstreamBytes: 4096,
      listenerName: 'old name',
      client: '127.0.0.1:50001',
    })
    expect((await catalog.find(unseen.session.id))?.session).toMatchObject({
      listenerName: 'smtp',
      number: 9,
    })
    expect((await catalog.find(nowhere.session.id))?.session.close).toMatchObject({
      cause: 'interrupted',
      by: 'tcpscope',
    })
    expect((await catalog.find(ended.session.id))?.session.state).toBe('closed')
    expect(await catalog.liveFacts()).toEqual([])
    expect((await catalog.lastNumbers()).get(listener.id)).toBe(9)
    await catalog.close()
  })

  it('[CAT8] a database that cannot be written loses no rows: they are kept, reported and written later', async () => {
    const troubles: (string | null)[] = []
    const catalog = await Catalog.open(file, { onTrouble: (error) => troubles.push(error?.message ?? null) })
    const other = new SqliteDatabase(file)
    // A second connection that holds the write lock: every write of ours is refused as busy.
    other.pragma('busy_timeout = 0')
    other.exec('begin immediate')
    const row = aSession()
    catalog.save(row)
    expect(await catalog.flush()).toBe(false)
    expect(troubles).toHaveLength(1)
    expect(troubles[0]).toContain('locked')
    other.exec('rollback')
    other.close()
    expect(await catalog.flush()).toBe(true)
    expect(troubles.at(-1)).toBeNull()
    expect(await catalog.find(row.session.id)).toEqual(row)
    await catalog.close()
  })

  it('[CAT9] a file that is no catalog, or a newer one, is refused in words and left alone', async () => {
    await writeFile(
      file,
      'this is a text file, and rather a long one, so that SQLite reads a whole header from it'.repeat(9),
    )
    await expect(Catalog.open(file)).rejects.toMatchObject({ code: 'not_a_catalog' })

    const newer = join(dir, 'newer.sqlite')
    const db = new SqliteDatabase(newer)
    db.pragma('user_version = 999')
    db.close()
    await expect(Catalog.open(newer)).rejects.toMatchObject({ code: 'newer_version' })

    const foreign = join(dir, 'foreign.sqlite')
    const strange = new SqliteDatabase(foreign)
    strange.exec('create table sessions (x)')
    strange.close()
    await expect(Catalog.open(foreign)).rejects.toMatchObject({ code: 'not_a_catalog' })
    await expect(Catalog.open(join(dir, 'no', 'such', 'folder'))).rejects.toMatchObject({
      code: 'cannot_open',
    })
  })

  it('[CAT10] no page, no count and no question of a start reads through the rows of all sessions', async () => {
    const { db, file: database } = await openDatabase(file)
    const { session } = aSession()
    const filters: CatalogQuery[] = [
      {},
      { listener: session.listenerId },
      { state: 'closed' },
      { state: 'live' },
      { address: '127.0.0.1' },
      { after: 1 },
      { before: 2 },
      { after: 1, before: 2 },
      { listener: session.listenerId, state: 'closed' },
      { state: 'closed', after: 1 },
      { state: 'live', address: 'x' },
      { listener: session.listenerId, state: 'failed', address: 'x', after: 1, before: 2 },
      { without: [session.id] },
      ...[
        'state:open',
        'state:live close:rst by:client',
        'client:10.0.0.0/8 or target:x or listener:y or word',
        'bytes>1M up>1 down>1 frames>1 gap>0 duration>1s #5',
        'after:-5m before:now',
        'is:starred -is:commented',
        'comment:slow',
      ].flatMap((text) => [
        { filter: parsed(text) },
        { filter: parsed(text), listener: session.listenerId },
        { filter: parsed(text), without: [session.id], sorting: { sort: 'up', order: 'desc' } as const },
      ]),
      ...SORTS.map((sort) => ({ sorting: { sort, order: 'asc' } as const })),
      ...SORTS.map((sort) => ({ state: 'closed' as const, sorting: { sort, order: 'desc' } as const })),
    ]
    const queries = filters.flatMap((filter) =>
      [
        countQuery(db, filter),
        pageQuery(db, filter, 201),
        pageQuery(db, { ...filter, behind: placeOf(session, filter.sorting ?? NEWEST_FIRST) }, 201),
      ].map((query) => ({ query, live: filter.state === 'live' })),
    )
    for (const { query, live } of queries) {
      const { sql, parameters } = query.compile()
      const plan = database
        .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
        .all(...parameters)
      const steps = plan.map(({ detail }) => detail)
      const wide = steps.filter((step) => /sessions/.test(step) && !/COVERING INDEX|\(id=\?\)/.test(step))
      // Few are live: what else is asked of them may be looked up in their rows.
      const ofLive = wide.filter((step) => step.includes('INDEX sessions_state'))
      expect(live ? wide.filter((step) => !ofLive.includes(step)) : wide).toEqual([])
    }
    await db.destroy()
  })

  it('[CAT11] a catalog of the first version is taken over: nobody loses count', async () => {
    const old = new SqliteDatabase(file)
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: old }) })
    const { error } = await new Migrator({ db, provider: firstVersion }).migrateToLatest()
    expect(error).toBeUndefined()
    const [listener, fresh] = [aListener(), aListener()]
    const row = aSession({ listenerId: listener.id, number: 7 })
    const insert = (table: string, values: Readonly<Record<string, unknown>>): void => {
      // Columns that came later are not there yet.
      const there = old.pragma(`table_info(${table})`) as { name: string }[]
      const names = there.map(({ name }) => name).filter((name) => Object.hasOwn(values, name))
      const places = names.map((name) => `@${name}`).join(', ')
      old.prepare(`insert into ${table} (${names.join(', ')}) values (${places})`).run(values)
    }
    insert('listeners', { ...listener, lastNumber: 0 })
    insert('listeners', { ...fresh, lastNumber: 0 })
    insert('sessions', { ...sessionToRow(row) })
    await db.destroy()
    const catalog = await Catalog.open(file)
    expect(await catalog.lastNumbers()).toEqual(
      new Map([
        [listener.id, 7],
        [fresh.id, 0],
      ]),
    )
    expect(await catalog.find(row.session.id)).toEqual(row)
    await catalog.close()
  })

  it('[CAT12] sessions that are written before their listener count for it', async () => {
    const listener = aListener()
    const catalog = await filled([1, 2].map((number) => aSession({ listenerId: listener.id, number })))
    await catalog.saveListener(listener)
    expect(await catalog.lastNumbers()).toEqual(new Map([[listener.id, 2]]))
    await catalog.saveListener({ ...listener, name: 'again' })
    expect(await catalog.lastNumbers()).toEqual(new Map([[listener.id, 2]]))
    await catalog.close()
  })
})
