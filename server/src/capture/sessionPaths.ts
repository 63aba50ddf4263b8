import { join } from 'node:path'
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
  const folder = join(root, dayStamp(facts.startedAtMs, facts.utcOffsetMin), facts.id)
  const names = logNames(facts)
  return {
    folder,
    hex: join(folder, names.hex),
    upstream: join(folder, names.upstream),
    downstream: join(folder, names.downstream),
    index: join(folder, names.index),
  }
}
