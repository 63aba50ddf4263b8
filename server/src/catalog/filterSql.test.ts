import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLOSE_CAUSES } from '@tcpscope/shared/capture'
import { type Session, SESSION_STATES, SORTS, ORDERS } from '@tcpscope/shared/api'
import {
  comparePlaces,
  type Filter,
  matchesFilter,
  parseFilter,
  placeOf,
  written,
} from '@tcpscope/shared/filter'
import type { ListenerId } from '@tcpscope/shared/base'
import { Catalog } from './catalog.ts'
import { aSession } from './testRows.ts'

const NOW = 1_790_000_000_000
const clock = { nowMs: NOW, utcOffsetMin: 0 }

// Few values, so that filters find something; and those that have bitten others: case, wildcards, quotes, other scripts.
const NAMES = ['redis', 'Redis (old)', '100%_sure!', 'É "quoted"', 'é', '\u{1f600}', '\uffee', '']
const HOSTS = [
  '10.1.2.3',
  '10.200.0.1',
  '192.168.1.7',
  '[2001:db8::7]',
  '[::ffff:10.1.2.3]',
  'db.example.test',
]
const SIZES = [0, 1, 999, 1000, 1024, 1_000_000, 5_000_000_000]
const address = fc
  .tuple(fc.constantFrom(...HOSTS), fc.constantFrom(25, 6379, 50_001))
  .map(([host, port]) => `${host}:${port}`)

const session: fc.Arbitrary<Partial<Session>> = fc.record({
  state: fc.constantFrom(...SESSION_STATES),
  listenerName: fc.constantFrom(...NAMES),
  number: fc.integer({ min: 1, max: 30 }),
  client: address,
  target: address,
  remote: fc.option(address, { nil: null }),
  startedAtMs: fc.integer({ min: -20, max: 20 }).map((minutes) => NOW + minutes * 60_000),
  durationNs: fc.constantFrom(0, 999_999_999, 1_000_000_000, 3_600_000_000_000),
  upstreamBytes: fc.constantFrom(...SIZES),
  downstreamBytes: fc.constantFrom(...SIZES),
  upstreamFrames: fc.integer({ min: 0, max: 3 }),
  downstreamFrames: fc.integer({ min: 0, max: 3 }),
  gapBytes: fc.constantFrom(0, 0, 7),
  starred: fc.boolean(),
  comment: fc.constantFrom('', '', 'slow', 'The SLOW one', '100%'),
  close: fc.option(
    fc.record({
      cause: fc.constantFrom(...CLOSE_CAUSES),
      by: fc.constantFrom('client', 'target', 'tcpscope'),
      code: fc.constant(null),
      text: fc.constant(''),
    }),
    { nil: null },
  ),
})

const operator = fc.constantFrom('>', '>=', '<', '<=', '=', ':', '!=')
const term = fc.oneof(
  fc.constantFrom(...SESSION_STATES, 'live', 'ended').map((word) => `state:${word}`),
  fc.constantFrom(...CLOSE_CAUSES, 'rst').map((word) => `close:${word},fin`),
  fc.constantFrom('by:client', 'by!=target', 'is:starred', 'is:commented', 'comment:slow', 'comment="100%"'),
  fc
    .tuple(
      fc.constantFrom('client', 'target'),
      fc.constantFrom(
        '10.0.0.0/8',
        '10.1.2.3',
        '10.1.2.0/29',
        '0.0.0.0/0',
        '2001:db8::/33',
        ':6379',
        'EXAMPLE',
        '%',
      ),
    )
    .map(([field, value]) => `${field}:${value}`),
  fc
    .tuple(
      fc.constantFrom('listener:', 'listener=', 'listener!=', ''),
      fc.constantFrom(...NAMES, 'RED', '_', 'É'),
    )
    .filter(([, name]) => name !== '')
    .map(([start, name]) => `${start}${written(name)}`),
  fc
    .tuple(
      fc.constantFrom('bytes', 'up', 'down', 'gap'),
      operator,
      fc.constantFrom('0', '1', '1k', '1Ki', '1M', '5G'),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('frames', 'number'), operator, fc.constantFrom('0', '1', '4', '17'))
    .map((p) => p.join('')),
  fc.tuple(fc.constant('duration'), operator, fc.constantFrom('1s', '1h', '0s')).map((p) => p.join('')),
  fc
    .tuple(fc.constantFrom('after:', 'before:'), fc.constantFrom('-5m', '-10m', 'now'))
    .map((p) => p.join('')),
  fc.integer({ min: 1, max: 30 }).map((number) => `#${number}`),
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    term,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `${a} ${b}`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} or ${b})`),
    tie('filter').map((one) => `-(${one})`),
  ),
}))

let catalog: Catalog
let all: Session[]
beforeAll(async () => {
  catalog = await Catalog.open(':memory:')
  const rows = fc.sample(session, { seed: 7, numRuns: 150 }).map((change) => aSession(change))
  for (const row of rows) catalog.save(row)
  expect(await catalog.flush()).toBe(true)
  all = rows.map((row) => row.session)
})
afterAll(() => catalog.close())

const ids = (sessions: readonly Session[]) => sessions.map(({ id }) => id)

test('[FSQL1] the catalog finds exactly the sessions that the filter lets through in memory', async () => {
  const seen = { none: 0, some: 0 }
  await fc.assert(
    fc.asyncProperty(filter, async (text) => {
      const { filter: parsed } = parseFilter(text, clock)
      const { rows, total } = await catalog.page({ filter: parsed, limit: 1000 })
      const expected = all.filter((one) => matchesFilter(one, parsed)).toReversed()
      expect([text, ids(rows.map((row) => row.session))]).toEqual([text, ids(expected)])
      expect(total).toBe(expected.length)
      seen[expected.length === 0 ? 'none' : 'some']++
    }),
    { seed: 1, numRuns: 250 },
  )
  // Were the filters such that none finds anything, this would have shown nothing.
  expect(seen.some).toBeGreaterThan(60)
}, 60_000)

test('[FSQL2] sorted by anything, pages follow each other as the same sort in memory does, without those left out', async () => {
  const without = ids(all.filter((_, i) => i % 7 === 0))
  const filtered: Filter = parseFilter('frames>0', clock).filter
  const expected = all.filter((one) => !without.includes(one.id) && matchesFilter(one, filtered))
  for (const sort of SORTS)
    for (const order of ORDERS) {
      const sorting = { sort, order }
      const found: Session[] = []
      for (let more = true; more;) {
        const last = found.at(-1)
        const page = await catalog.page({
          filter: filtered,
          sorting,
          without,
          limit: 60,
          behind: last && placeOf(last, sorting),
        })
        expect(page.total).toBe(expected.length)
        found.push(...page.rows.map((row) => row.session))
        more = page.more
      }
      const sorted = expected.toSorted((a, b) =>
        comparePlaces(placeOf(a, sorting), placeOf(b, sorting), order),
      )
      expect([sorting, ids(found)]).toEqual([sorting, ids(sorted)])
    }
}, 30_000)

test('[FSQL3] a filter is text and never SQL', async () => {
  for (const text of ["'; drop table sessions; --", '"%\' or 1=1 --"', 'listener:"x\') or (1=1"']) {
    const { filter: parsed } = parseFilter(text, clock)
    expect((await catalog.page({ filter: parsed })).total).toBe(0)
  }
  expect((await catalog.page({ listener: "' or ''='" as ListenerId })).total).toBe(0)
  expect((await catalog.page({})).total).toBe(all.length)
})
