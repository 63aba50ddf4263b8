import {
  endOf,
  isOrderly,
  type SessionSpan,
  SPAN_BINS,
  type SpanList,
  spanOf,
  type SpanQuery,
  SPANS_LIMIT,
  wasAlive,
} from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import type { CatalogPort, StoredSession } from '../core/catalogPort.ts'
import { binOf, type SpanGroup, type SpanWindow } from '../core/spanBins.ts'
import { isWanted, readSessionQuery } from './sessionQuery.ts'

/** What is asked of the sessions that memory and the catalog have. */
export interface SpanSources {
  readonly store: Pick<CatalogPort, 'firstStart' | 'spans'>
  /** Sessions in memory: of these the catalog may know an older state, or none. */
  readonly rows: ReadonlyMap<SessionId, StoredSession>
  readonly nowMs: number
}

/**
 * The sessions of a stretch of time on one clock.
 * @throws Refusal bad_filter
 */
export async function sessionSpans(
  { store, rows, nowMs }: SpanSources,
  { from, to, bins = SPAN_BINS.default, most = SPANS_LIMIT.default, ...query }: SpanQuery,
): Promise<Omit<SpanList, 'asOf'>> {
  const wanted = { ...readSessionQuery(query, nowMs), without: [...rows.keys()] }
  // Taken now: memory changes while the catalog is read.
  const held = [...rows.values()].filter((row) => isWanted(row, wanted)).map(({ session }) => session)
  // Who names a beginning knows it; it takes a look at all that match.
  const first = from === undefined ? earliest(await store.firstStart(wanted), held) : null
  const start = from ?? first ?? nowMs
  const window = { from: start, to: Math.max(start + 1, to ?? nowMs), bins }
  const alive = held.filter((session) => wasAlive(session, window.from, window.to))
  const catalog = await store.spans(wanted, window, Math.max(0, most - alive.length))

  const sums = catalog.bins
  for (const session of alive) sums.add(groupOf(session, window, nowMs))
  const all = catalog.spans && alive.length <= most ? [...catalog.spans, ...alive.map(spanOf)] : null
  return {
    from: window.from,
    to: window.to,
    first,
    total: sums.total,
    spans: all && all.toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    ...sums.counts(),
  }
}

function earliest(stored: number | null, held: readonly SessionSpan[]): number | null {
  return held.reduce((least, { startedAtMs }) => Math.min(least ?? Infinity, startedAtMs), stored)
}

function groupOf(session: SessionSpan, window: SpanWindow, nowMs: number): SpanGroup {
  const { close, startedAtMs, upstreamBytes, downstreamBytes } = session
  // A live session is not alive in what is still to come.
  const end = close === null ? nowMs : endOf(session)
  return {
    first: binOf(window, startedAtMs),
    last: Math.max(binOf(window, startedAtMs), binOf(window, end)),
    sessions: 1,
    broken: close !== null && !isOrderly(close.cause) ? 1 : 0,
    upstreamBytes,
    downstreamBytes,
  }
}
