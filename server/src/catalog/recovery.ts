import type { Kysely } from 'kysely'
import type { ListenerId } from '@tcpscope/shared/base'
import { formatAddress } from '@tcpscope/shared/base'
import { type Close, LIVE_STATES, type Session } from '@tcpscope/shared/api'
import type { RecoveredSession, StoredSession } from '../core/catalogPort.ts'
import { rowToSession } from './rows.ts'
import type { Tables } from './tables.ts'

/** Ids in one query: far below SQLite's limit of parameters. */
const CHUNK = 500

const INTERRUPTED: Close = {
  cause: 'interrupted',
  by: 'tcpscope',
  code: null,
  text: 'tcpscope ended while the connection was open; what had been recorded until then is here',
}

/** What the capture files say of sessions that were not closed in order, as rows. Nothing is written here. */
export async function recoveredRows(
  db: Kysely<Tables>,
  recovered: readonly RecoveredSession[],
): Promise<StoredSession[]> {
  const ids = recovered.map((one) => one.facts.id)
  const known = new Map<string, StoredSession>()
  for (let at = 0; at < ids.length; at += CHUNK) {
    const rows = await db
      .selectFrom('sessions')
      .selectAll()
      .where('id', 'in', ids.slice(at, at + CHUNK))
      .execute()
    for (const row of rows) known.set(row.id, rowToSession(row))
  }
  const listeners = await db.selectFrom('listeners').select(['id', 'name']).execute()
  const nameOf = new Map(listeners.map((one) => [one.id, one.name]))

  return recovered.map((one): StoredSession => {
    const { id, listenerId } = one.facts
    const before = known.get(id)?.session
    const name = before?.listenerName ?? nameOf.get(listenerId) ?? nameless(listenerId)
    const remarks = { starred: before?.starred ?? false, comment: before?.comment ?? '' }
    return { session: { ...sessionOf(one, name), ...remarks }, facts: one.facts, marks: one.marks }
  })
}

/**
 * The end of sessions that the catalog takes for live. After a start nothing serves them; without files nothing more is
 * known of them. Nothing is written here.
 */
export async function interruptedRows(db: Kysely<Tables>): Promise<StoredSession[]> {
  const live = await db
    .selectFrom('sessions')
    .selectAll()
    .where('state', 'in', [...LIVE_STATES])
    .execute()
  return live.map((row): StoredSession => {
    const stored = rowToSession(row)
    return {
      ...stored,
      session: { ...stored.session, state: 'interrupted', hexLagBytes: 0, hexLagNs: 0, close: INTERRUPTED },
    }
  })
}

/** A session folder whose listener nobody remembers still needs something to call it by. */
function nameless(id: ListenerId): string {
  return `deleted listener ${id.slice(-6)}`
}

/** All of a session but what people said of it. */
function sessionOf(one: RecoveredSession, listenerName: string): Omit<Session, 'starred' | 'comment'> {
  const { facts } = one
  return {
    id: facts.id,
    listenerId: facts.listenerId,
    listenerName,
    number: facts.number,
    state: one.state,
    client: formatAddress(facts.client),
    target: formatAddress(facts.target),
    remote: facts.remote && formatAddress(facts.remote),
    local: facts.local && formatAddress(facts.local),
    startedAtMs: facts.startedAtMs,
    durationNs: one.durationNs,
    upstreamBytes: one.upstreamBytes,
    downstreamBytes: one.downstreamBytes,
    upstreamFrames: one.upstreamFrames,
    downstreamFrames: one.downstreamFrames,
    records: one.records,
    gapBytes: one.gapBytes,
    hexLog: facts.hexLog,
    // Its hex log is rendered anew when there is time; the mark of its end alone is a line, too.
    hexLagBytes:
      facts.hexLog === 'live' ? Math.max(1, one.upstreamBytes + one.downstreamBytes - one.gapBytes) : 0,
    hexLagNs: 0,
    waitsOn: null,
    close: one.close,
  }
}
