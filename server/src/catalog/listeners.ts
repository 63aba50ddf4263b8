import type { Kysely } from 'kysely'
import type { ListenerId } from '@tcpscope/shared/base'
import type { StoredListener } from '../core/catalogPort.ts'
import type { Tables } from './tables.ts'

const SETTINGS = [
  'id',
  'name',
  'host',
  'port',
  'targetHost',
  'targetPort',
  'connectTimeoutMs',
  'hexLog',
  'createdAtMs',
  'wanted',
] as const

/** In the order in which they were made. */
export async function allListeners(db: Kysely<Tables>): Promise<StoredListener[]> {
  return await db.selectFrom('listeners').select(SETTINGS).orderBy('id').execute()
}

/** Inserts or replaces the settings; the newest session number stays. */
export async function saveListener(db: Kysely<Tables>, listener: StoredListener): Promise<void> {
  await db
    .insertInto('listeners')
    .values({ ...listener, lastNumber: 0 })
    .onConflict((oc) => oc.column('id').doUpdateSet(listener))
    .execute()
}

export async function deleteListener(db: Kysely<Tables>, id: ListenerId): Promise<void> {
  await db.deleteFrom('listeners').where('id', '=', id).execute()
}

export async function lastNumbers(db: Kysely<Tables>): Promise<Map<ListenerId, number>> {
  const numbers = new Map<ListenerId, number>()
  const listeners = await db.selectFrom('listeners').select(['id', 'lastNumber']).execute()
  for (const row of listeners) numbers.set(row.id, row.lastNumber)
  // The first session of a new listener may be written before the listener itself is.
  const sessions = await db
    .selectFrom('sessions')
    .select((eb) => ['listenerId', eb.fn.max('number').as('newest')])
    .groupBy('listenerId')
    .execute()
  for (const row of sessions) {
    const id = row.listenerId as ListenerId
    numbers.set(id, Math.max(row.newest, numbers.get(id) ?? 0))
  }
  return numbers
}
