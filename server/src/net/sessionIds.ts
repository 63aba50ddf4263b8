import { randomFillSync } from 'node:crypto'
import { V7Generator } from 'uuidv7'
import type { SessionId } from '@tcpscope/shared/base'

/** Random words fetched at a time: asking the system for each id alone takes longer than making it. */
const WORDS = 1024

/** Makes ids (UUIDv7) that are unique, hard to guess, and in the order of their making. */
export class SessionIds {
  readonly #pool = new Uint32Array(WORDS)
  #used = WORDS
  readonly #generator = new V7Generator({ nextUint32: () => this.#next() })

  next(): SessionId {
    return this.#generator.generate().toString() as SessionId
  }

  #next(): number {
    if (this.#used === WORDS) {
      randomFillSync(this.#pool)
      this.#used = 0
    }
    return this.#pool[this.#used++]!
  }
}
