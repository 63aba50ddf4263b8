import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { CloseCause, ClosedBy } from '@tcpscope/shared/capture'
import type { End } from './end.ts'

/** How the session of a talk must end. */
export interface Ending {
  readonly causes: readonly CloseCause[]
  readonly by: readonly ClosedBy[]
  /** All that was sent arrived; else a beginning of it. */
  readonly complete: boolean
}

export const FINISHED: Ending = { causes: ['fin'], by: ['client', 'target'], complete: true }

export function resetBy(side: 'client' | 'target'): Ending {
  return { causes: ['reset'], by: [side], complete: false }
}

/** A hex log that was downloaded while its session was live: the finished one must begin with it. */
export interface EarlyHexLog {
  readonly length: number
  readonly sha256: string
}

/** One connection through tcpscope from both its ends, and what is to be found of it afterwards. */
export class Talk {
  readonly number: number
  readonly kind: string
  /** The client's source address, which no other talk has: by it the session is found. */
  readonly address: string
  listener: ListenerId | null = null
  client: End | null = null
  target: End | null = null
  ending: Ending = FINISHED
  state: 'running' | 'over' | 'failed' = 'running'
  /** Its client may be gone before tcpscope asks for its address: then its session has none. */
  mayBeNameless = false
  /** When it was over, ms of `performance.now`. */
  overAt = 0
  session: SessionId | null = null
  /** Who looks at its session just now: it is not deleted meanwhile. */
  lookers = 0
  readonly earlyHexLogs: EarlyHexLog[] = []

  constructor(number: number, kind: string, address: string) {
    this.number = number
    this.kind = kind
    this.address = address
  }

  toString(): string {
    const ends = [
      this.client && `client ${this.client.describe()}`,
      this.target && `target ${this.target.describe()}`,
    ]
    return `talk ${this.number} (${this.kind}, from ${this.address}; ${ends.filter(Boolean).join('; ')})`
  }
}
