import { sql, type SqlBool } from 'kysely'

/** When an ended session ended, ms since 1970. */
const END_MS = sql<number>`(startedAtMs + durationNs / 1000000)`

/** Alive at some moment of `[from, to)`. Live sessions have not ended yet. */
export function aliveSql(from: number | undefined, to: number | undefined) {
  const begun = to === undefined ? sql<SqlBool>`true` : sql<SqlBool>`+startedAtMs < ${to}`
  const lasting =
    from === undefined ? sql<SqlBool>`true` : sql<SqlBool>`(${END_MS} >= ${from} or +closeCause = '')`
  return sql<SqlBool>`(${begun} and ${lasting})`
}
