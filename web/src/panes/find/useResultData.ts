import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Session } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { WantedCache } from '../../data/wantedCache.ts'
import type { FoundMatch } from '../../stores/matchList.ts'
import { useServices } from '../../stores/services.ts'
import { snippetRange, type ResultRow } from './resultRows.ts'

/** Values that are kept: more than fit on a screen. */
const KEPT = 500

interface Place {
  readonly id: SessionId
  readonly match: FoundMatch
}

/** What results show beside where they are. Undefined: under way; null: it cannot be had. */
export interface ResultData {
  readonly session: (id: SessionId) => Session | null | undefined
  /** From the start of `snippetRange` on. */
  readonly bytes: (id: SessionId, match: FoundMatch) => Uint8Array | null | undefined
}

/** Sessions and bytes of the rows that are in view: what the list holds is taken from there, the rest is fetched. */
export function useResultData(rows: readonly ResultRow[]): ResultData {
  const { api, sessions: list } = useServices()
  const caches = useMemo(
    () => ({
      sessions: new WantedCache(
        (id: SessionId) => id,
        async (id, signal) => (await api.session(id, signal)).session,
        KEPT,
      ),
      bytes: new WantedCache(
        ({ id, match }: Place) => `${id} ${match.direction} ${match.range.start} ${match.range.end}`,
        ({ id, match }, signal) => api.bytes(id, match.direction, snippetRange(match.range), signal),
        KEPT,
      ),
    }),
    [api],
  )
  const { sessions, bytes } = caches
  useSyncExternalStore(sessions.changes.subscribe, sessions.changes.version)
  useSyncExternalStore(bytes.changes.subscribe, bytes.changes.version)
  useEffect(() => {
    const held = new Set(list.getState().window.rows.map(({ id }) => id))
    sessions.want(rows.flatMap((row) => (row.kind === 'session' && !held.has(row.id) ? [row.id] : [])))
    bytes.want(rows.flatMap((row) => (row.kind === 'match' ? [{ id: row.id, match: row.match }] : [])))
  }, [rows, list, sessions, bytes])
  // What is still under way when the results go is given up.
  useEffect(
    () => () => {
      sessions.want([])
      bytes.want([])
    },
    [sessions, bytes],
  )
  return {
    session: (id) => list.getState().window.rows.find((one) => one.id === id) ?? sessions.get(id),
    bytes: (id, match) => bytes.get({ id, match }),
  }
}
