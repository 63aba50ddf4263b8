import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

// One row of the table `meta`: which day folders hold no session that the catalog has not, by their stamps.

const KEY = 'settledDays'

/** Stamp by day, as `settleDays` was given them; none at first. */
export async function settledDays(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst()
  return new Map(row ? (JSON.parse(row.value) as [string, string][]) : [])
}

/** Replaces them. */
export async function settleDays(db: Kysely<Tables>, days: ReadonlyMap<string, string>): Promise<void> {
  const value = JSON.stringify([...days])
  await db
    .insertInto('meta')
    .values({ key: KEY, value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute()
}
