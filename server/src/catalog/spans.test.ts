import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOf, type Session, SessionQuerySchema, spanOf, wasAlive } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { NEWEST_FIRST } from '@tcpscope/shared/filter'
import type { StoredSession } from '../core/catalogPort.ts'
import { binOf } from '../core/spanBins.ts'
import { isWanted } from '../live/sessionQuery.ts'
import { sessionSpans } from '../live/sessionSpans.ts'
import { Catalog } from './catalog.ts'
import { openDatabase } from './database.ts'
import { firstQuery, sliceQuery } from './spans.ts'
import { aSession } from './testRows.ts'

const NOW = 1_790_000_000_000

const session: fc.Arbitrary<Partial<Session>> = fc
  .record({
    startedAtMs: fc.integer({ min: NOW - 1000, max: NOW }),
    durationNs: fc.integer({ min: 0, max: 900_000_000 }),
    upstreamBytes: fc.integer({ min: 0, max: 9 }),
    downstreamBytes: fc.integer({ min: 0, max: 9_000_000_000_000 }),
    cause: fc.constantFrom(null, 'fin', 'reset', 'refused', 'closed-here'),
    target: fc.constantFrom('a:1', 'b:2'),
  })
  .map(({ cause, ...rest }) => ({
    ...rest,
    state: cause === null ? ('open' as const) : ('closed' as const),
    close: cause === null ? null : { cause, by: 'client' as const, code: null, text: '' },
  }))

const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0)

/** Counted one by one. */
function counted(sessions: readonly Session[], from: number, to: number, bins: number) {
  const alive = sessions.filter((one) => wasAlive(one, from, to))
  const window = { from, to, bins }
  const last = (one: Session) => binOf(window, one.close === null ? NOW : endOf(one))
  const column = <T>(of: (i: number) => T) => Array.from({ length: bins }, (_, i) => of(i))
  const began = (i: number) => alive.filter((one) => binOf(window, one.startedAtMs) === i)
  return {
    total: alive.length,
    alive: column((i) => alive.filter((one) => binOf(window, one.startedAtMs) <= i && last(one) >= i).length),
    began: column((i) => began(i).length),
    broken: column(
      (i) =>
        alive
          .filter(({ close }) => close !== null && ['reset', 'refused'].includes(close.cause))
          .filter((one) => last(one) === i).length,
    ),
    upstreamBytes: column((i) => sum(began(i).map(({ upstreamBytes }) => upstreamBytes))),
    downstreamBytes: column((i) => sum(began(i).map(({ downstreamBytes }) => downstreamBytes))),
  }
}

test('[SPAN1] columns and bars are those of counting one by one, wherever the sessions are kept', async () => {
  const window = fc.tuple(fc.integer({ min: -1200, max: 100 }), fc.integer({ min: 1, max: 1500 }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(session, fc.boolean()), { maxLength: 12 }),
      window,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 12 }),
      async (parts, [at, length], bins, most) => {
        // Live ones are in memory, always; of the others some.
        const rows = parts.map(([change, held]) => ({ row: aSession(change), held: held || !change.close }))
        const held = new Map(
          rows
            .filter((one) => one.held)
            .map(({ row }) => [row.session.id, row] as [SessionId, StoredSession]),
        )
        const catalog = await Catalog.open(':memory:')
        for (const { row } of rows) catalog.save(row)
        await catalog.flush()
        const [from, to] = [NOW + at, NOW + at + length]
        const sources = { store: catalog, rows: held, nowMs: NOW }
        const { spans, first: _, ...answer } = await sessionSpans(sources, { from, to, bins, most })
        const { first } = await sessionSpans(sources, { bins: 1, most: 0 })
        await catalog.close()

        const sessions = rows.map(({ row }) => row.session)
        expect(answer).toEqual({ from, to, ...counted(sessions, from, to, bins) })
        expect(first).toBe(sessions.length === 0 ? null : Math.min(...sessions.map((one) => one.startedAtMs)))
        const alive = sessions.filter((one) => wasAlive(one, from, to))
        const newestFirst = alive.toSorted((a, b) => (a.id < b.id ? 1 : -1))
        expect(spans).toEqual(alive.length > most ? null : newestFirst.map(spanOf))
      },
    ),
    { numRuns: 25 },
  )
})

test('[SPAN2] without a stretch it is from the first start until now, of the sessions that match', async () => {
  const catalog = await Catalog.open(':memory:')
  const close = { cause: 'fin', by: 'client', code: null, text: '' } as const
  for (const [target, ago] of [['a:1', 500] as const, ['b:2', 900] as const]) {
    catalog.save(aSession({ target, startedAtMs: NOW - ago, state: 'closed', close }))
  }
  await catalog.flush()
  const sources = { store: catalog, rows: new Map<SessionId, StoredSession>(), nowMs: NOW }
  expect(await sessionSpans(sources, { filter: 'target:a', bins: 1 })).toMatchObject({
    first: NOW - 500,
    from: NOW - 500,
    to: NOW,
    total: 1,
  })
  expect(await sessionSpans(sources, { filter: 'target:c' })).toMatchObject({
    first: null,
    total: 0,
    spans: [],
  })
  await catalog.close()
})

test('[SPAN3] the list of sessions alive in a stretch is the same from the catalog and from memory', async () => {
  expect(SessionQuerySchema.properties.from).toBeDefined()
  await fc.assert(
    fc.asyncProperty(
      fc.array(session, { maxLength: 10 }),
      fc.option(fc.integer({ min: -1200, max: 100 }), { nil: undefined }),
      fc.option(fc.integer({ min: -1200, max: 100 }), { nil: undefined }),
      async (changes, after, until) => {
        const catalog = await Catalog.open(':memory:')
        const rows = changes.map((change) => aSession(change))
        for (const row of rows) catalog.save(row)
        await catalog.flush()
        const query = {
          sorting: NEWEST_FIRST,
          from: after === undefined ? undefined : NOW + after,
          to: until === undefined ? undefined : NOW + until,
        }
        const page = await catalog.page(query)
        await catalog.close()
        const wanted = rows.filter((row) => isWanted(row, query)).map(({ session }) => session.id)
        expect(page.rows.map((row) => row.session.id)).toEqual(wanted.toSorted().toReversed())
        expect(page.total).toBe(wanted.length)
      },
    ),
    { numRuns: 25 },
  )
})

test('[SPAN4] all of it is read along narrow indices, never from the rows of all sessions', async () => {
  const { db, file } = await openDatabase(':memory:')
  const window = { from: 1, to: 2, bins: 10 }
  const filters = [
    {},
    { address: 'x' },
    { state: 'closed' as const, after: 1 },
    { without: [aSession().session.id] },
  ]
  const queries = filters.flatMap((query) => [
    firstQuery(db, query),
    sliceQuery(db, query, window, ''),
    sliceQuery(db, query, window, aSession().session.id),
  ])
  for (const query of queries) {
    const { sql, parameters } = query.compile()
    const plan = file.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...parameters)
    const steps = plan.map(({ detail }) => detail).filter((step) => /sessions/.test(step))
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) expect(step).toMatch(/COVERING INDEX/)
  }
  await db.destroy()
})
