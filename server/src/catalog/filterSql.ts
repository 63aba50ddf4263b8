import type { Database } from 'better-sqlite3'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { assertNever } from '@tcpscope/shared/base'
import { type Filter, isInNet, type Net, type NumberColumn, type TextColumn } from '@tcpscope/shared/filter'

// What a filter says, in SQL. `matchesFilter` of shared/filter says the same of a session in memory.

type Condition = RawBuilder<SqlBool>

/** The condition under which a filter lets a session through; never null. */
export function filterSql(filter: Filter): Condition {
  switch (filter.kind) {
    case 'all':
      return joined(filter.of.map(filterSql), 'and')
    case 'any':
      return joined(filter.of.map(filterSql), 'or')
    case 'not':
      return sql`not ${filterSql(filter.of)}`
    case 'word': {
      const column =
        filter.column === 'state' ? 'state' : filter.column === 'cause' ? 'closeCause' : 'closeBy'
      return sql`${narrow(column)} in (${sql.join(filter.words)})`
    }
    case 'text':
      return joined(
        filter.columns.map((column) => textSql(column, filter.text, filter.whole)),
        'or',
      )
    case 'net': {
      const net = JSON.stringify(filter.net)
      return joined(
        filter.columns.map((column) => sql`in_net(${narrow(column)}, ${net})`),
        'or',
      )
    }
    case 'number': {
      const sum = sql.join(filter.columns.map(narrow), sql` + `)
      return sql`(${sum}) ${sql.raw(filter.is)} ${filter.value}`
    }
    default:
      return assertNever(filter)
  }
}

/** None of them: true for "and", false for "or". */
function joined(conditions: readonly Condition[], word: 'and' | 'or'): Condition {
  if (conditions.length === 0) return word === 'and' ? sql`true` : sql`false`
  return sql`(${sql.join(conditions, sql.raw(` ${word} `))})`
}

function textSql(column: TextColumn, text: string, whole: boolean): Condition {
  const own = column === 'comment' ? sql.ref('comment') : narrow(column)
  const is = whole ? sql`${own} = ${text} collate nocase` : sql`${own} like ${containing(text)} escape '!'`
  if (column === 'remote') return sql`coalesce(${is}, false)`
  if (column !== 'comment') return sql`(${is})`
  // Comments have an index of their own, of those that are not empty.
  if (text === '') return sql`id not in (select id from sessions where comment <> '')`
  return sql`id in (select id from sessions where comment <> '' and ${is})`
}

/** The pattern for LIKE, with the escape character !, of every text that contains this one. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, '!$&')}%`
}

/**
 * A column that SQLite must take from the narrow list: an index of this column alone would lead it to look up the wide
 * row for all others, and the plus keeps it from that.
 */
export function narrow(
  column: TextColumn | NumberColumn | 'listenerId' | 'state' | 'closeCause' | 'closeBy',
) {
  return sql`+${sql.ref(column)}`
}

/** Teaches SQLite to see whether an address lies in a net. */
export function addNetFunction(database: Database): void {
  let [written, net] = ['', { bytes: [], bits: 0 } as Net]
  database.function('in_net', { deterministic: true }, (address, wanted) => {
    if (typeof address !== 'string' || typeof wanted !== 'string') return 0
    // A query asks for one net or a few, of very many addresses.
    if (wanted !== written) [written, net] = [wanted, JSON.parse(wanted) as Net]
    return Number(isInNet(address, net))
  })
}
