import type { SessionId } from '@tcpscope/shared/base'
import type { BulkLine, BulkRequest, SessionQuery } from '@tcpscope/shared/api'
import type { EnginePort } from '../core/enginePort.ts'
import { Refusal } from '../live/refusal.ts'
import type { SessionBook } from '../live/sessionBook.ts'

/** Sessions fetched from the list at once. */
const PAGE = 500
/** Between two lines of progress, ms. */
const TELL_MS = 200

interface BulkDeps {
  readonly sessions: Pick<SessionBook, 'list' | 'remove'>
  readonly engine: Pick<EnginePort, 'closeConnection'>
  readonly nowMs: () => number
}

type Outcome = 'done' | 'live' | 'ended' | 'gone' | 'failed'

/** The sessions to act on, in pages; those that come meanwhile are not among them. */
interface Chosen {
  readonly total: number
  readonly pages: AsyncIterable<readonly SessionId[]>
}

/** @throws Refusal bad_request, bad_filter */
async function choose(
  { sessions }: BulkDeps,
  { ids, all, except = [], action }: BulkRequest,
): Promise<Chosen> {
  if ((ids === undefined) === (all === undefined)) {
    throw new Refusal('bad_request', 'Say which sessions: either "ids" or "all".', 'ids')
  }
  const spared = new Set(except)
  if (ids !== undefined) {
    const wanted = [...new Set(ids)].filter((id) => !spared.has(id))
    return { total: wanted.length, pages: one(wanted) }
  }
  // Only a live session can be closed.
  const query: SessionQuery = {
    ...all,
    limit: PAGE,
    ...(action === 'close' ? { state: 'live' as const } : {}),
  }
  const first = await sessions.list(query)
  async function* pages(): AsyncGenerator<readonly SessionId[]> {
    for (let page = first; ;) {
      yield page.sessions.map(({ id }) => id).filter((id) => !spared.has(id))
      if (page.nextCursor === null) return
      page = await sessions.list({ ...query, cursor: page.nextCursor })
    }
  }
  return { total: Math.max(0, first.total - spared.size), pages: pages() }
}

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item
}

/**
 * Closes or deletes sessions one after the other, and tells how far it is; the last line says what came of it. Whoever
 * stops reading stops it.
 * @throws Refusal bad_request, bad_filter, before the first line
 */
export async function startBulk(
  deps: BulkDeps,
  request: BulkRequest,
): Promise<AsyncGenerator<readonly BulkLine[]>> {
  return work(deps, request, await choose(deps, request))
}

async function* work(
  deps: BulkDeps,
  { action }: BulkRequest,
  chosen: Chosen,
): AsyncGenerator<readonly BulkLine[]> {
  const { pages, total } = chosen
  const counts: Record<Outcome, number> = { done: 0, live: 0, ended: 0, gone: 0, failed: 0 }
  let looked = 0
  let message: string | null = null
  let toldAt = deps.nowMs()
  yield [{ type: 'progress', looked, total }]
  for await (const ids of pages) {
    for (const id of ids) {
      try {
        counts[await (action === 'close' ? close(deps, id) : remove(deps, id))]++
      } catch (error) {
        counts.failed++
        message ??= error instanceof Error ? error.message : String(error)
      }
      looked++
      if (deps.nowMs() - toldAt < TELL_MS) continue
      toldAt = deps.nowMs()
      yield [{ type: 'progress', looked, total: Math.max(total, looked) }]
    }
  }
  yield [{ type: 'end', looked, total: Math.max(total, looked), ...counts, message }]
}

async function close({ engine }: BulkDeps, id: SessionId): Promise<Outcome> {
  return (await engine.closeConnection(id)) ? 'done' : 'ended'
}

async function remove({ sessions }: BulkDeps, id: SessionId): Promise<Outcome> {
  try {
    await sessions.remove(id)
    return 'done'
  } catch (error) {
    if (error instanceof Refusal && error.code === 'session_live') return 'live'
    if (error instanceof Refusal && error.code === 'session_not_found') return 'gone'
    throw error
  }
}
