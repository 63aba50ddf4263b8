import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import { LIVE_STATES, type SessionQuery } from '@tcpscope/shared/api'
import type { CatalogPage, StoredSession } from '../core/catalogPort.ts'
import { rowToSession, sessionToRow } from './rows.ts'
import type { OpenCatalog } from './database.ts'
import type { SessionsTable, Tables } from './tables.ts'

/** What never changes in the life of a session, and what does. */
const FIXED = ['id', 'listenerId', 'number', 'client', 'startedAtMs', 'hexLog'] as const
const CHANGING = [
  'listenerName',
  'state',
  'target',
  'remote',
  'local',
  'durationNs',
  'upstreamBytes',
  'downstreamBytes',
  'upstreamFrames',
  'downstreamFrames',
  'records',
  'gapBytes',
  'hexLagBytes',
  'close',
  'facts',
  'marks',
] as const satisfies readonly (keyof SessionsTable)[]
const COLUMNS = [...FIXED, ...CHANGING]

const UPSERT = `insert into sessions (${COLUMNS.join(', ')}) values (${COLUMNS.map((one) => `@${one}`).join(', ')})
  on conflict (id) do update set ${CHANGING.map((one) => `${one} = excluded.${one}`).join(', ')}`
const LIFT = 'update listeners set lastNumber = @number where id = @id and lastNumber < @number'

/**
 * Makes the function that inserts or replaces sessions, all or none, and lifts their listeners' newest numbers.
 * It runs for every live session many times a second, so it is the one statement that is prepared by hand: the
 * query builder takes several times as long to put it together as SQLite to run it.
 */
export function sessionWriter({ db, file }: OpenCatalog): (rows: readonly StoredSession[]) => Promise<void> {
  const upsert = file.prepare<SessionsTable>(UPSERT)
  const lift = file.prepare<{ id: string; number: number }>(LIFT)
  const writeAll = file.transaction((rows: readonly StoredSession[]) => {
    const newest = new Map<ListenerId, number>()
    for (const row of rows) {
      upsert.run(sessionToRow(row))
      const { listenerId, number } = row.session
      newest.set(listenerId, Math.max(number, newest.get(listenerId) ?? 0))
    }
    for (const [id, number] of newest) lift.run({ id, number })
  })
  // Through the builder's connection, so that it never happens within a transaction of somebody else.
  return (rows) =>
    db.connection().execute(() => {
      writeAll.immediate(rows)
      return Promise.resolve()
    })
}

/** One page of what matches, newest first, and how many match in all. */
export async function pageOfSessions(db: Kysely<Tables>, query: SessionQuery): Promise<CatalogPage> {
  const limit = query.limit ?? 200
  let select = db.selectFrom('sessions').where((eb) => matching(eb, query))
  const { total } = await select
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  if (query.cursor !== undefined) select = select.where('id', '<', query.cursor)
  const rows = await select
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return { rows: rows.slice(0, limit).map(rowToSession), more: rows.length > limit, total }
}

function matching(eb: ExpressionBuilder<Tables, 'sessions'>, query: SessionQuery) {
  const all: Expression<SqlBool>[] = []
  if (query.listener !== undefined) all.push(eb('listenerId', '=', query.listener))
  if (query.state === 'live') all.push(eb('state', 'in', [...LIVE_STATES]))
  else if (query.state !== undefined) all.push(eb('state', '=', query.state))
  if (query.after !== undefined) all.push(eb('startedAtMs', '>=', query.after))
  if (query.before !== undefined) all.push(eb('startedAtMs', '<', query.before))
  if (query.address !== undefined) {
    // instr and not LIKE: an address filter is text, not a pattern.
    const part = query.address.toLowerCase()
    all.push(
      sql<SqlBool>`(instr(lower(client), ${part}) > 0 or instr(lower(target), ${part}) > 0
        or instr(lower(coalesce(remote, '')), ${part}) > 0)`,
    )
  }
  return eb.and(all)
}

export async function findSession(db: Kysely<Tables>, id: SessionId): Promise<StoredSession | undefined> {
  const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
  return row && rowToSession(row)
}

export async function deleteSession(db: Kysely<Tables>, id: SessionId): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute()
}

/** Ids of all sessions, or of those that count as live. */
export async function sessionIds(db: Kysely<Tables>, only: 'all' | 'live'): Promise<Set<SessionId>> {
  let select = db.selectFrom('sessions').select('id')
  if (only === 'live') select = select.where('state', 'in', [...LIVE_STATES])
  const rows = await select.execute()
  return new Set(rows.map((row) => row.id as SessionId))
}

/** Ended sessions whose text lags, newest first, at most 1,000. */
export async function laggingSessions(db: Kysely<Tables>): Promise<StoredSession[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    // Spelt out, so that SQLite knows the partial index serves it.
    .where(sql<SqlBool>`hexLagBytes > 0`)
    .where('state', 'not in', [...LIVE_STATES])
    .orderBy('id', 'desc')
    .limit(1000)
    .execute()
  return rows.map(rowToSession)
}
