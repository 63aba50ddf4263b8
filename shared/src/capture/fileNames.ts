import { type Address, logAddress, logStamp } from '../base/index.ts'
import type { SessionFacts } from './facts.ts'

/** The names of a session's files, relative to its folder. */
export interface LogNames {
  readonly hex: string
  readonly upstream: string
  readonly downstream: string
  readonly index: string
}

/** The name of every session's frame index. */
export const INDEX_NAME = 'frames.idx'

const NOWHERE: Address = { host: '0.0.0.0', port: 0 }

/** Characters outside this set cannot stand in a file name everywhere (a host name is what a person typed). */
const UNSAFE = /[^A-Za-z0-9.\-_[\]%]/g

/**
 * The ancestor's names: `log-<ts>-<NNNN>-<local>-<remote>.log` for the hex log,
 * `log-binary-<ts>-<NNNN>-<local>.log` for client to target, `log-binary-<ts>-<NNNN>-<remote>.log` for target
 * to client; local and remote are the upstream socket's addresses with ":" as "-". A session whose target
 * never answered has `0.0.0.0-0` for local and the configured target for remote.
 */
export function logNames(facts: SessionFacts): LogNames {
  const stamp = logStamp(facts.startedAtMs, facts.utcOffsetMin)
  const number = String(facts.number).padStart(4, '0')
  const local = logAddress(facts.local ?? NOWHERE).replace(UNSAFE, '_')
  const remote = logAddress(facts.remote ?? facts.target).replace(UNSAFE, '_')
  return {
    hex: `log-${stamp}-${number}-${local}-${remote}.log`,
    upstream: `log-binary-${stamp}-${number}-${local}.log`,
    downstream: `log-binary-${stamp}-${number}-${remote}.log`,
    index: INDEX_NAME,
  }
}
