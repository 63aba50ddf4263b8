import { sep } from 'node:path'
import { dayStamp } from '@tcpscope/shared/base'
import { INDEX_NAME, logNames, type SessionFacts } from '@tcpscope/shared/capture'

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
  return new Paths(root, facts)
}

/**
 * The paths of files are put together when they are asked for, which is when a file is opened: kept, they would be a
 * kilobyte for each of ten thousand connections, on each of two threads.
 */
class Paths implements SessionPaths {
  readonly folder: string
  readonly #facts: SessionFacts

  constructor(root: string, facts: SessionFacts) {
    // By hand: it happens for every connection, and `join` looks at each character again.
    this.folder = root + sep + dayStamp(facts.startedAtMs, facts.utcOffsetMin) + sep + facts.id
    this.#facts = facts
  }

  get hex(): string {
    return this.folder + sep + logNames(this.#facts).hex
  }

  get upstream(): string {
    return this.folder + sep + logNames(this.#facts).upstream
  }

  get downstream(): string {
    return this.folder + sep + logNames(this.#facts).downstream
  }

  get index(): string {
    return this.folder + sep + INDEX_NAME
  }
}
