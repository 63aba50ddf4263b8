import type { Kysely, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import { LIVE_STATES, type SessionPatch } from '@tcpscope/shared/api'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { StoredSession } from '../core/catalogPort.ts'
import { rowToSession, sessionToRow } from './rows.ts'
import type { OpenCatalog } from './database.ts'
import type { SessionsTable, Tables } from './tables.ts'

/**
 * What the recording never changes in the life of a session, and what it does. What a person says of it is among the
 * former: `remarkSession` alone changes that, so that no late state of the recording can undo it.
 */
const FIXED = [
  'id',
  'listenerId',
  'number',
  'client',
  'startedAtMs',
  'hexLog',
  'starred',
  'comment',
] as const satisfies readonly (keyof SessionsTable)[]
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
  'closeCause',
  'closeBy',
  'facts',
  'marks',
] as const satisfies readonly (keyof SessionsTable)[]
const COLUMNS = [...FIXED, ...CHANGING]

const UPSERT = `insert into sessions (${COLUMNS.join(', ')}) values (${COLUMNS.map((one) => `@${one}`).join(', ')})
  on conflict (id) do update set ${CHANGING.map((one) => `${one} = excluded.${one}`).join(', ')}`
const LIFT = 'update listeners set lastNumber = @number where id = @id and lastNumber < @number'

/**
 * Makes the function that inserts or replaces sessions, all or none, and lifts their listeners' newest numbers.
 * It runs for every session a few times, so it is prepared once and by hand: the query builder takes several times as long
 * to put it together as SQLite to run it.
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

/** Undefined: there is no such row. */
export async function findSession(db: Kysely<Tables>, id: SessionId): Promise<StoredSession | undefined> {
  const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
  return row && rowToSession(row)
}

/** Writes what a person says of a session. @returns false when there is no such row */
export async function remarkSession(
  db: Kysely<Tables>,
  id: SessionId,
  patch: SessionPatch,
): Promise<boolean> {
  const { starred, comment } = patch
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({
      ...(starred === undefined ? {} : { starred: Number(starred) }),
      ...(comment === undefined ? {} : { comment }),
    })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Its notes go with it. Unknown ids are fine. */
export async function deleteSession(db: Kysely<Tables>, id: SessionId): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute()
}

/** What the files of the sessions that count as live are found by, oldest first. */
export async function liveFacts(db: Kysely<Tables>): Promise<SessionFacts[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('facts')
    .where('state', 'in', [...LIVE_STATES])
    .orderBy('id')
    .execute()
  return rows.map(({ facts }) => JSON.parse(facts) as SessionFacts)
}

/** The newest session whose id sorts before `bound`. */
export async function newestBefore(db: Kysely<Tables>, bound: string): Promise<SessionId | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '<', bound)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id as SessionId | undefined
}

/** Those of some ids that no row has. Asked of the narrow index: a start may ask for all there are. */
export async function unknownIds(db: Kysely<Tables>, ids: readonly SessionId[]): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`select value as id from json_each(${JSON.stringify(ids)})
    where not exists (select 1 from sessions indexed by sessions_list where id = value)`.execute(db)
  return rows.map(({ id }) => id)
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
