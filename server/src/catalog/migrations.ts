import { type Kysely, type Migration, sql } from 'kysely'

/**
 * The schema's history. Append only: a released migration never changes. Each sets `user_version`, so that an
 * older program recognises a newer file before it touches it.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-start': { up: start },
  '0002-many-sessions': { up: manySessions },
  '0003-strict-capture': { up: strictCapture },
  '0004-notes': { up: notes },
  '0005-filters': { up: filters },
}

/** `user_version` of a file that is up to date. */
export const SCHEMA_VERSION = Object.keys(MIGRATIONS).length

async function start(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('key', 'text', (c) => c.primaryKey().notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('listeners')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('port', 'integer', (c) => c.notNull())
    .addColumn('targetHost', 'text', (c) => c.notNull())
    .addColumn('targetPort', 'integer', (c) => c.notNull())
    .addColumn('connectTimeoutMs', 'integer', (c) => c.notNull())
    .addColumn('hexLog', 'text', (c) => c.notNull())
    .addColumn('createdAtMs', 'integer', (c) => c.notNull())
    .addColumn('wanted', 'text', (c) => c.notNull())
    .addColumn('lastNumber', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()

  // No foreign key to listeners: a listener can go while its sessions stay.
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('listenerId', 'text', (c) => c.notNull())
    .addColumn('listenerName', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('client', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('remote', 'text')
    .addColumn('local', 'text')
    .addColumn('startedAtMs', 'integer', (c) => c.notNull())
    .addColumn('durationNs', 'integer', (c) => c.notNull())
    .addColumn('upstreamBytes', 'integer', (c) => c.notNull())
    .addColumn('downstreamBytes', 'integer', (c) => c.notNull())
    .addColumn('upstreamFrames', 'integer', (c) => c.notNull())
    .addColumn('downstreamFrames', 'integer', (c) => c.notNull())
    .addColumn('records', 'integer', (c) => c.notNull())
    .addColumn('gapBytes', 'integer', (c) => c.notNull())
    .addColumn('hexLog', 'text', (c) => c.notNull())
    .addColumn('hexLagBytes', 'integer', (c) => c.notNull())
    .addColumn('close', 'text')
    .addColumn('facts', 'text', (c) => c.notNull())
    .addColumn('marks', 'text', (c) => c.notNull())
    .modifyEnd(sql`without rowid`)
    .execute()

  // Pages are newest first by id (UUIDv7 sorts by time), within one listener or state, too.
  await db.schema.createIndex('sessions_listener').on('sessions').columns(['listenerId', 'id']).execute()
  await db.schema.createIndex('sessions_state').on('sessions').columns(['state', 'id']).execute()
  await db.schema.createIndex('sessions_started').on('sessions').columns(['startedAtMs']).execute()
  // Few sessions lag; at a start they are looked for.
  await db.schema
    .createIndex('sessions_lagging')
    .on('sessions')
    .column('id')
    .where(sql.ref('hexLagBytes'), '>', 0)
    .execute()
  await sql`PRAGMA user_version = 1`.execute(db)
}

/** With 100,000 sessions nothing may look at every row of them, neither a start nor the list. */
async function manySessions(db: Kysely<unknown>): Promise<void> {
  // All that the list filters by, newest id last: rows are wide, and most of them are not shown.
  await db.schema
    .createIndex('sessions_list')
    .on('sessions')
    .columns(['id', 'startedAtMs', 'listenerId', 'state', 'client', 'target', 'remote'])
    .execute()
  // From here on a listener's newest number is its own; until now it could be in its sessions alone.
  await sql`update listeners set lastNumber = max(lastNumber,
    coalesce((select max(number) from sessions where listenerId = listeners.id), 0))`.execute(db)
  await sql`PRAGMA user_version = 2`.execute(db)
}

async function strictCapture(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('listeners')
    .addColumn('capture', 'text', (c) => c.notNull().defaultTo('normal'))
    .execute()
  await sql`PRAGMA user_version = 3`.execute(db)
}

/** What people say: of sessions, and of bytes in them. */
async function notes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sessions')
    .addColumn('starred', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema
    .alterTable('sessions')
    .addColumn('comment', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createTable('notes')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('sessionId', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('from', 'integer', (c) => c.notNull())
    .addColumn('to', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('colour', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('createdAtMs', 'integer', (c) => c.notNull())
    .addColumn('changedAtMs', 'integer', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('notes_session').on('notes').columns(['sessionId', 'from']).execute()
  await sql`PRAGMA user_version = 4`.execute(db)
}

/** Everything that the list can be filtered and sorted by, in one narrow index: each question reads along it. */
async function filters(db: Kysely<unknown>): Promise<void> {
  for (const name of ['closeCause', 'closeBy']) {
    await db.schema
      .alterTable('sessions')
      .addColumn(name, 'text', (c) => c.notNull().defaultTo(''))
      .execute()
  }
  await sql`update sessions set closeCause = coalesce(json_extract(close, '$.cause'), ''),
    closeBy = coalesce(json_extract(close, '$.by'), '') where close is not null`.execute(db)
  await db.schema.dropIndex('sessions_list').execute()
  await db.schema
    .createIndex('sessions_list')
    .on('sessions')
    .columns([
      'id',
      'startedAtMs',
      'listenerId',
      'state',
      'client',
      'target',
      'remote',
      'listenerName',
      'number',
    ])
    .columns(['durationNs', 'upstreamBytes', 'downstreamBytes', 'upstreamFrames', 'downstreamFrames'])
    .columns(['gapBytes', 'closeCause', 'closeBy', 'starred'])
    .execute()
  // Few have a comment, and it may be long.
  await db.schema
    .createIndex('sessions_comments')
    .on('sessions')
    .columns(['id', 'comment'])
    .where(sql.ref('comment'), '<>', '')
    .execute()
  await sql`PRAGMA user_version = 5`.execute(db)
}
