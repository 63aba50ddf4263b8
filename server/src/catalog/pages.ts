import { type Expression, type ExpressionBuilder, type Kysely, sql, type SqlBool } from 'kysely'
import { LIVE_STATES, type Sort } from '@tcpscope/shared/api'
import { NEWEST_FIRST } from '@tcpscope/shared/filter'
import type { CatalogPage, CatalogQuery } from '../core/catalogPort.ts'
import { aliveSql } from './alive.ts'
import { containing, filterSql } from './filterSql.ts'
import { rowToSession } from './rows.ts'
import type { SessionsTable, Tables } from './tables.ts'

/** What the list is sorted by is in its narrow index, too. */
const SORT_COLUMN: Readonly<Record<Sort, keyof SessionsTable>> = {
  started: 'id',
  state: 'state',
  number: 'number',
  listener: 'listenerName',
  client: 'client',
  target: 'target',
  up: 'upstreamBytes',
  down: 'downstreamBytes',
  duration: 'durationNs',
  close: 'closeCause',
}

/** One page of what matches, and how many match in all. */
export async function pageOfSessions(db: Kysely<Tables>, query: CatalogQuery): Promise<CatalogPage> {
  const limit = query.limit ?? 200
  const { total } = await countQuery(db, query).executeTakeFirstOrThrow()
  const rows = await pageQuery(db, query, limit + 1).execute()
  return { rows: rows.slice(0, limit).map(rowToSession), more: rows.length > limit, total }
}

/** How many match. */
export function countQuery(db: Kysely<Tables>, query: CatalogQuery) {
  return db
    .selectFrom('sessions')
    .where((eb) => matching(eb, query))
    .select((eb) => eb.fn.countAll<number>().as('total'))
}

/** The first `limit` rows that match, in the order asked for, behind the place asked for. */
export function pageQuery(db: Kysely<Tables>, query: CatalogQuery, limit: number) {
  const { sort, order } = query.sorting ?? NEWEST_FIRST
  const { behind } = query
  const column = sql.ref<string | number>(SORT_COLUMN[sort])
  const is = sql.raw(order === 'asc' ? '>' : '<')
  let ids = db.selectFrom('sessions').where((eb) => matching(eb, query))
  if (behind !== undefined) {
    ids = ids.where(
      sort === 'started'
        ? sql<SqlBool>`id ${is} ${behind.id}`
        : sql<SqlBool>`(${column} ${is} ${behind.key} or (${column} = ${behind.key} and +id ${is} ${behind.id}))`,
    )
  }
  // Said twice, the id would not be seen to be in order already.
  const placed = sort === 'started' ? [column] : [column, sql.ref<string>('id')]
  const terms = placed.map((one) => sql`${one} ${sql.raw(order)}`)
  // The ids first, from an index; then the wide rows of those alone.
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('id', 'in', ids.select('id').orderBy(sql.join(terms)).limit(limit))
    .orderBy(sql.join(terms))
}

/** What a query asks of a row, its place aside. */
export function matching(eb: ExpressionBuilder<Tables, 'sessions'>, query: CatalogQuery) {
  const { listener, state, after, before, from, to, address, filter, without } = query
  const all: Expression<SqlBool>[] = []
  // One of these alone has an index of its own. With several, SQLite would take one of them and look up the wide row for
  // each entry; the plus keeps it from that, and it reads along the narrow list.
  const sorted = query.sorting !== undefined && query.sorting.sort !== 'started'
  const given = [listener, state, after ?? before, from ?? to, address, filter, sorted || undefined]
  const isAlone = given.filter((one) => one !== undefined).length === 1
  const narrow = (name: 'listenerId' | 'state' | 'startedAtMs') =>
    isAlone ? eb.ref(name) : sql<string | number>`+${eb.ref(name)}`
  if (listener !== undefined) all.push(eb(narrow('listenerId'), '=', listener))
  if (state === 'live') all.push(eb('state', 'in', [...LIVE_STATES]))
  else if (state !== undefined) all.push(eb(narrow('state'), '=', state))
  if (after !== undefined) all.push(eb(narrow('startedAtMs'), '>=', after))
  if (before !== undefined) all.push(eb(narrow('startedAtMs'), '<', before))
  if (address !== undefined) {
    const part = containing(address)
    all.push(
      sql<SqlBool>`(client like ${part} escape '!' or target like ${part} escape '!'
        or remote like ${part} escape '!')`,
    )
  }
  if (from !== undefined || to !== undefined) all.push(aliveSql(from, to))
  if (filter !== undefined) all.push(filterSql(filter))
  if (without !== undefined && without.length > 0) {
    all.push(sql<SqlBool>`id not in (select value from json_each(${JSON.stringify(without)}))`)
  }
  return eb.and(all)
}
