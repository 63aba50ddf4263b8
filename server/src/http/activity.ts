import type { SessionId } from '@tcpscope/shared/base'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import {
  type ActivityList,
  type ActivityQuery,
  endOf,
  type Session,
  type SessionActivity,
} from '@tcpscope/shared/api'
import type { CapturePort } from '../core/capturePort.ts'
import { Refusal } from '../live/refusal.ts'
import type { SessionBook } from '../live/sessionBook.ts'

interface ActivityDeps {
  readonly sessions: Pick<SessionBook, 'find'>
  readonly capture: Pick<CapturePort, 'activity'>
  readonly nowMs: () => number
}

/**
 * When some sessions moved bytes. One after the other: others' requests come in between.
 * @param gone whether nobody waits for the answer any more
 * @throws Refusal bad_request
 */
export async function sessionActivity(
  { sessions, capture, nowMs }: ActivityDeps,
  { ids, from, to, bins }: ActivityQuery,
  gone: () => boolean,
): Promise<ActivityList> {
  if (from >= to) throw new Refusal('bad_request', '"to" must be later than "from".', 'to')
  const told: SessionActivity[] = []
  for (const id of new Set(ids.split(',') as SessionId[])) {
    if (gone()) break
    const row = await sessions.find(id).catch(whenMissing)
    if (!row) continue
    const { first, edges } = edgesOf(row.session, { from, to, bins }, nowMs())
    told.push({ id, first, ...(await capture.activity(row.facts, edges)) })
  }
  return { from, to, bins, sessions: told }
}

function whenMissing(error: unknown): null {
  if (error instanceof Refusal && error.code === 'session_not_found') return null
  throw error
}

/** The columns of a stretch in which a session lived: the first, and the moments between which they lie. */
function edgesOf(
  session: Session,
  { from, to, bins }: Pick<ActivityQuery, 'from' | 'to' | 'bins'>,
  nowMs: number,
): { first: number; edges: number[] } {
  const width = (to - from) / bins
  const clamp = (column: number) => Math.max(0, Math.min(bins, column))
  const first = clamp(Math.floor((session.startedAtMs - from) / width))
  // The end is told in whole ms, and the last bytes may have come within the last of them.
  const endMs = session.close === null ? nowMs : endOf(session)
  const end = clamp(Math.ceil((endMs + 1 - from) / width))
  const edges = Array.from({ length: Math.max(0, end - first) + 1 }, (_, i) => {
    const atMs = from + (first + i) * width - session.startedAtMs
    return Math.max(0, Math.round(atMs * NANOS_PER_MS))
  })
  return { first, edges }
}
