import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dayStamp, nanos, type SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import { Catalog } from '../catalog/catalog.ts'
import { aSession } from '../catalog/testRows.ts'
import type { StoredSession } from '../core/catalogPort.ts'
import { OpenFiles } from './openFiles.ts'
import { Recording } from './recording.ts'
import { idBound } from './sessionFolders.ts'
import { SessionStore } from './sessionStore.ts'
import { Stocktaking } from './stocktaking.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 4, 10, 12)

/** An id made at that moment. */
let made = 0
const idAt = (ms: number): SessionId =>
  `${idBound(ms)}-7000-8000-${(++made).toString(16).padStart(12, '0')}` as SessionId

const ids = (...rows: StoredSession[]) => rows.map((row) => row.session.id).toSorted()
const fail = (error: Error) => expect.fail(`${error.message}: ${String(error.cause)}`)
const none = () => Promise.reject(new Error('nothing is to be found after the stop'))

describe('stocktaking at a start', () => {
  let root: string
  let catalog: Catalog
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'stock-'))
    catalog = await Catalog.open(':memory:')
  })
  afterEach(async () => {
    await catalog.close()
    await rm(root, { recursive: true })
  })

  /** A run of the program that began at `now`. */
  const start = (now = NOW) =>
    new Stocktaking({ root, catalog, bootId: idAt(now), now: () => now, onError: fail })

  /** What a session leaves: its folder, and with `state` its row. */
  async function session(
    startedAtMs: number,
    state: 'open' | 'closed' | null,
    idMs = startedAtMs,
  ): Promise<StoredSession> {
    const made = aSession({ id: idAt(idMs), startedAtMs, ...(state === null ? {} : { state }) })
    const facts: SessionFacts = { ...made.facts, utcOffsetMin: 0 }
    const recording = new Recording(new OpenFiles(16), root, facts)
    recording.data('upstream', Buffer.from('hello'), nanos(1), nanos(2))
    recording.commit(() => nanos(3))
    recording.release()
    const row = { ...made, facts }
    if (state !== null) catalog.save(row)
    await catalog.flush()
    return row
  }

  /** A whole start, as main does it. @returns the sessions found first, and those found later */
  async function takeStock(stock: Stocktaking) {
    const first = await stock.first()
    await catalog.reconcile(first)
    const later: SessionId[] = []
    const capture = new SessionStore(root)
    await stock.rest(
      async (found) => {
        later.push(...found.map(({ facts }) => facts.id))
        await catalog.adopt(found)
      },
      (id) => capture.purge(id),
    )
    return { first: first.map(({ facts }) => facts.id).toSorted(), later: later.toSorted() }
  }

  const listed = async () =>
    (await catalog.page({ limit: 1000 })).rows.map((row) => row.session.id).toSorted()

  it('[START1] a start after a stop in good order looks into no day folder', async () => {
    const known = [await session(NOW - 2 * DAY, 'closed'), await session(NOW - DAY, 'closed')]
    const run = start()
    await takeStock(run)
    known.push(await session(NOW + 1000, 'closed'))
    await run.settle()
    // A folder that whoever looked would find; the stamp of its day says that nobody has to.
    const day = join(root, dayStamp(NOW, 0))
    const stamp = join(root, 'stamp')
    writeFileSync(stamp, '')
    execFileSync('touch', ['-r', day, stamp])
    const unseen = await session(NOW + 2000, null)
    execFileSync('touch', ['-r', stamp, day])
    expect(await takeStock(start(NOW + 10_000))).toEqual({ first: [], later: [] })
    expect(await listed()).toEqual(ids(...known))
    // The test can fail: without the old stamp it is found.
    execFileSync('touch', [day])
    expect(await takeStock(start(NOW + 20_000))).toEqual({ first: ids(unseen), later: [] })
  })

  it('[START2] after a crash: open sessions, and those that began after all that the catalog has, before anybody asks', async () => {
    const old = await session(NOW - 3 * DAY, 'closed')
    const ended = await session(NOW - 5000, 'closed')
    const open = await session(NOW - DAY, 'open')
    const unheard = [await session(NOW - 4990, null), await session(NOW - 10, null)]
    // Files of sessions that the catalog knows as ended are not read again: these are gone.
    for (const { facts } of [old, ended])
      rmSync(join(root, dayStamp(facts.startedAtMs, 0), facts.id, 'frames.idx'))
    const seen = await takeStock(start())
    expect(seen).toEqual({ first: ids(open, ...unheard), later: [] })
    expect((await catalog.find(open.session.id))?.session).toMatchObject({
      state: 'interrupted',
      upstreamBytes: 5,
    })
    expect((await catalog.find(old.session.id))?.session.state).toBe('closed')
    expect(await listed()).toEqual(ids(old, ended, open, ...unheard))
  })

  it('[START3] sessions the catalog never heard of are found beside the traffic: a clock put back, a folder copied here', async () => {
    const newest = await session(NOW - 1000, 'closed')
    const run = start()
    await takeStock(run)
    await run.settle()
    const copied = await session(NOW - 40 * DAY, null)
    const backThen = await session(NOW - 3_600_000, null)
    // A session of the running process has a folder before the catalog hears of it: it is let alone.
    const live = await session(NOW + 5000, null)
    const next = start(NOW + 4000)
    const seen = await next.first()
    expect(seen.map(({ facts }) => facts.id)).toEqual(ids(live))
    await rm(join(root, dayStamp(NOW, 0), live.session.id, 'frames.idx'))
    expect(await takeStock(start(NOW + 4000))).toEqual({ first: [], later: ids(copied, backThen) })
    expect(await listed()).toEqual(ids(newest, copied, backThen))
  })

  it('[START4] a deletion that was begun is finished', async () => {
    const gone = await session(NOW - DAY, 'closed')
    const kept = await session(NOW - DAY + 1, 'closed')
    await new SessionStore(root).discard(gone.facts)
    // The crash came here: its row is still there, and its files are somewhere.
    expect(await listed()).toEqual(ids(gone, kept))
    const run = start()
    const first = await run.first()
    await catalog.reconcile(first)
    expect(await listed()).toEqual(ids(kept))
    await takeStock(start())
    expect(existsSync(join(root, 'deleted', gone.session.id))).toBe(false)
    expect(await listed()).toEqual(ids(kept))
  })

  it('[START5] with the catalog lost, every session is listed from its files; what is no session is passed over', async () => {
    const rows = [
      await session(NOW - 90 * DAY, null),
      await session(NOW - DAY, null),
      await session(NOW, null),
    ]
    mkdirSync(join(root, 'lost+found'))
    mkdirSync(join(root, '2026-01-02', 'notes'), { recursive: true })
    writeFileSync(join(root, '2026-01-03'), 'a file')
    expect(await takeStock(start(NOW + 1000))).toEqual({ first: ids(...rows), later: [] })
    expect(await listed()).toEqual(ids(...rows))
  })

  it('[START6] stopped amid the rest, the next start goes on', async () => {
    await session(NOW - 1000, 'closed')
    const unheard = await session(NOW - 5 * DAY, null)
    const run = start()
    await catalog.reconcile(await run.first())
    run.stop()
    await run.rest(none, none)
    await run.settle()
    expect(await takeStock(start(NOW + 10_000))).toEqual({ first: [], later: ids(unheard) })
  })

  it('[START7] whatever the catalog has heard, in whatever order: after the rest it has what has a folder', async () => {
    const row = fc.record({
      agoMs: fc.integer({ min: 0, max: 5 * DAY }),
      state: fc.constantFrom('open' as const, 'closed' as const, null),
      deleted: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.boolean(), async (rows, settled) => {
        await rm(root, { recursive: true })
        mkdirSync(root)
        await catalog.close()
        catalog = await Catalog.open(':memory:')
        const expected: StoredSession[] = []
        const before = start()
        await takeStock(before)
        for (const { agoMs, state, deleted } of rows) {
          const made = await session(NOW - agoMs, state)
          if (deleted && state === 'closed') await new SessionStore(root).discard(made.facts)
          else expected.push(made)
        }
        if (settled && rows.every(({ state }) => state !== null)) await before.settle()
        await takeStock(start(NOW + 10_000))
        expect(await listed()).toEqual(ids(...expected))
        expect(await catalog.liveFacts()).toEqual([])
      }),
      { seed: 20260510, numRuns: 40 },
    )
  })
})

it('[START8] a discarded session can be discarded again, and its day keeps its other sessions', async () => {
  const root = await mkdtemp(join(tmpdir(), 'stock-'))
  const store = new SessionStore(root)
  const { facts } = aSession()
  await store.discard(facts)
  const folder = join(root, dayStamp(facts.startedAtMs, facts.utcOffsetMin), facts.id)
  mkdirSync(folder, { recursive: true })
  await store.discard(facts)
  await store.discard(facts)
  expect(existsSync(folder)).toBe(false)
  expect(existsSync(dirname(folder))).toBe(true)
  expect(existsSync(join(root, 'deleted', facts.id))).toBe(true)
  await store.purge(facts.id)
  expect(existsSync(join(root, 'deleted', facts.id))).toBe(false)
  await rm(root, { recursive: true })
})
