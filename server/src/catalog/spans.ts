import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql, type SqlBool } from 'kysely'
import type { SessionId } from '@tcpscope/shared/base'
import { isOrderly, type SessionSpan } from '@tcpscope/shared/api'
import type { CatalogQuery, CatalogSpans } from '../core/catalogPort.ts'
import { binOf, SpanBins, type SpanWindow } from '../core/spanBins.ts'
import type { OpenCatalog } from './database.ts'
import { matching } from './pages.ts'
import type { Tables } from './tables.ts'

/*
 * Sessions on one clock: counted along the narrow list, a slice at a time, so that nobody else waits for long. To group
 * them in SQL, SQLite would sort them all: three times as slow, and in one piece.
 */

/** Sessions read at a time: about 10 ms. */
const SLICE = 5000

/** When the first of the sessions that match started, ms since 1970; null: none does. */
export async function firstStart(db: Kysely<Tables>, query: CatalogQuery): Promise<number | null> {
  const { first } = await firstQuery(db, query).executeTakeFirstOrThrow()
  return first
}

/** Those that match and were alive in the window: counts by column, and as bars when they are at most `most`. */
export async function spansOfSessions(
  { db, file }: OpenCatalog,
  query: CatalogQuery,
  window: SpanWindow,
  most: number,
): Promise<CatalogSpans> {
  const bins = new SpanBins(window.bins)
  const few: string[] = []
  for (let behind = ''; ;) {
    const { sql: text, parameters } = sliceQuery(db, query, window, behind).compile()
    // Read as plain lists of numbers: with an object a row it takes twice as long.
    const rows = file
      .prepare<unknown[], SliceRow>(text)
      .raw()
      .all(...parameters)
    for (const row of rows) {
      addRow(bins, window, row)
      if (few.length <= most) few.push(row[0])
    }
    if (rows.length < SLICE) break
    behind = rows.at(-1)![0]
    await setImmediate()
  }
  if (bins.total > most) return { bins, spans: null }
  const spans = few.length === 0 ? [] : await barsQuery(db, few).execute()
  return { bins, spans: spans.map(spanOfRow) }
}

/** When the first of those that match started: one row, null when there is none. */
export function firstQuery(db: Kysely<Tables>, query: CatalogQuery) {
  // With nothing to look at but the start, its own index has the answer at once; else all is in the narrow list.
  const { without: _, limit: __, sorting: ___, ...asked } = query
  const any = Object.values(asked).every((one) => one === undefined)
  const start = sql.ref('startedAtMs')
  return db
    .selectFrom('sessions')
    .where((eb) => matching(eb, query))
    .select(sql<number | null>`min(${any ? start : sql`+${start}`})`.as('first'))
}

type SliceRow = [
  id: string,
  startedAtMs: number,
  durationNs: number,
  closeCause: string,
  upstreamBytes: number,
  downstreamBytes: number,
]

/** The next slice of sessions alive in the window, in the order of their ids. */
export function sliceQuery(
  db: Kysely<Tables>,
  query: CatalogQuery,
  { from, to }: SpanWindow,
  behind: string,
) {
  return db
    .selectFrom('sessions')
    .where((eb) => matching(eb, { ...query, from, to }))
    .where(sql<SqlBool>`id > ${behind}`)
    .select(['id', 'startedAtMs', 'durationNs', 'closeCause', 'upstreamBytes', 'downstreamBytes'])
    .orderBy('id')
    .limit(SLICE)
}

function addRow(bins: SpanBins, window: SpanWindow, row: SliceRow): void {
  const [, startedAtMs, durationNs, cause, upstreamBytes, downstreamBytes] = row
  bins.add({
    first: binOf(window, startedAtMs),
    last: binOf(window, startedAtMs + Math.floor(durationNs / 1e6)),
    sessions: 1,
    broken: cause === '' || isOrderly(cause) ? 0 : 1,
    upstreamBytes,
    downstreamBytes,
  })
}

/** A few sessions by their ids, newest first. */
function barsQuery(db: Kysely<Tables>, ids: readonly string[]) {
  return db
    .selectFrom('sessions')
    .where('id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .select(['id', 'listenerName', 'number', 'client', 'target', 'state', 'startedAtMs', 'durationNs'])
    .select(['upstreamBytes', 'downstreamBytes', 'closeCause', 'closeBy'])
    .orderBy('id', 'desc')
}

type BarRow = Awaited<ReturnType<ReturnType<typeof barsQuery>['execute']>>[number]

function spanOfRow({ closeCause, closeBy, ...row }: BarRow): SessionSpan {
  return {
    ...row,
    id: row.id as SessionId,
    state: row.state as SessionSpan['state'],
    close: closeCause === '' ? null : ({ cause: closeCause, by: closeBy } as SessionSpan['close']),
  }
}
