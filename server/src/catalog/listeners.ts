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
  'capture',
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
    // The first sessions of a new listener may be written before the listener itself is.
    .values((eb) => ({
      ...listener,
      lastNumber: eb.fn.coalesce(
        eb
          .selectFrom('sessions')
          .select((of) => of.fn.max('number').as('newest'))
          .where('listenerId', '=', listener.id),
        eb.lit(0),
      ),
    }))
    .onConflict((oc) => oc.column('id').doUpdateSet(listener))
    .execute()
}

/** Unknown ids are fine. */
export async function deleteListener(db: Kysely<Tables>, id: ListenerId): Promise<void> {
  await db.deleteFrom('listeners').where('id', '=', id).execute()
}

/** Number of the newest session by listener; 0: it never had one. */
export async function lastNumbers(db: Kysely<Tables>): Promise<Map<ListenerId, number>> {
  const rows = await db.selectFrom('listeners').select(['id', 'lastNumber']).execute()
  return new Map(rows.map(({ id, lastNumber }) => [id, lastNumber]))
}
