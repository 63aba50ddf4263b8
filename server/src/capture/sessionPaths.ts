import { sep } from 'node:path'
import { dayStamp } from '@tcpscope/shared/base'
import { logNames, type SessionFacts } from '@tcpscope/shared/capture'

/** Where a session's files lie: `sessions/<yyyy-mm-dd>/<session id>/`, with the ancestor's names. */
export interface SessionPaths {
  readonly folder: string
  readonly hex: string
  readonly upstream: string
  readonly downstream: string
  readonly index: string
}

/** @param root the folder `sessions` of the data directory */
export function sessionPaths(root: string, facts: SessionFacts): SessionPaths {
  // Put together by hand: it happens for every connection, and `join` looks at each character again.
  const folder = root + sep + dayStamp(facts.startedAtMs, facts.utcOffsetMin) + sep + facts.id
  const names = logNames(facts)
  return {
    folder,
    hex: folder + sep + names.hex,
    upstream: folder + sep + names.upstream,
    downstream: folder + sep + names.downstream,
    index: folder + sep + names.index,
  }
}
