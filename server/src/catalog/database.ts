import SqliteDatabase from 'better-sqlite3'
import { Kysely, Migrator, SqliteDialect } from 'kysely'
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts'
import { addNetFunction } from './filterSql.ts'
import type { Tables } from './tables.ts'

export type CatalogErrorCode = 'not_a_catalog' | 'newer_version' | 'cannot_open'

/** Why a catalog file cannot be used; the message is a sentence for people. */
export class CatalogError extends Error {
  readonly code: CatalogErrorCode
  constructor(code: CatalogErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CatalogError'
    this.code = code
  }
}

/** The same open file twice: for queries that are built, and for the few statements that must be quick. */
export interface OpenCatalog {
  readonly db: Kysely<Tables>
  readonly file: SqliteDatabase.Database
}

/**
 * Opens (or makes) the catalog and brings its schema up to date.
 * @param file path of the database, or `:memory:`
 * @throws CatalogError when the file is no SQLite database, comes from a newer tcpscope, or cannot be opened
 */
export async function openDatabase(file: string): Promise<OpenCatalog> {
  const database = openFile(file)
  try {
    const version = Number(database.pragma('user_version', { simple: true }))
    if (version > SCHEMA_VERSION) {
      throw new CatalogError(
        'newer_version',
        `The catalog ${file} was written by a newer tcpscope (schema ${version}, this one knows ${SCHEMA_VERSION}). Use that version, or another data directory.`,
      )
    }
    if (version === 0 && database.prepare('select 1 from sqlite_master limit 1').get() !== undefined) {
      throw new CatalogError('not_a_catalog', `The file ${file} is a database, but not one of tcpscope.`)
    }
    database.pragma('journal_mode = WAL')
    // With WAL, NORMAL can lose the last commits in a power cut, never the database; the capture files tell the rest.
    database.pragma('synchronous = NORMAL')
    // Notes go with their session.
    database.pragma('foreign_keys = ON')
    // Of our own memory, KiB; the system caches the file as well.
    database.pragma('cache_size = -4096')
    // SQLite waits on this thread: rather fail soon, the writer tries again.
    database.pragma('busy_timeout = 200')
    addNetFunction(database)
  } catch (error) {
    database.close()
    throw explain(error, file)
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) {
    await db.destroy()
    throw explain(error, file)
  }
  return { db, file: database }
}

function openFile(file: string): SqliteDatabase.Database {
  try {
    return new SqliteDatabase(file)
  } catch (error) {
    throw explain(error, file)
  }
}

function explain(error: unknown, file: string): CatalogError {
  if (error instanceof CatalogError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new CatalogError('not_a_catalog', `The file ${file} is not a database, or it is damaged.`, error)
  }
  const why = error instanceof Error ? error.message : String(error)
  return new CatalogError('cannot_open', `The catalog ${file} cannot be opened: ${why}.`, error)
}
