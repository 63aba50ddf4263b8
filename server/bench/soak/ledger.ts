import type { End } from './end.ts'
import { Talk } from './talk.ts'

/** Source addresses are 127.b.c.d: as many talks can be told apart. */
const SECOND = 200
const THIRD = 250
const FOURTH = 250

/** All talks whose sessions have not been checked yet, and how many there were of each kind. */
export class Ledger {
  readonly #byNumber = new Map<number, Talk>()
  readonly #byAddress = new Map<string, Talk>()
  readonly counts: Record<string, number> = {}
  #last = 0
  missed = 0

  /** Talks begun so far. */
  get begun(): number {
    return this.#last
  }

  /** Talks that are not settled. */
  get size(): number {
    return this.#byNumber.size
  }

  begin(kind: string): Talk {
    const n = this.#last++
    const [b, c, d] = [Math.floor(n / (THIRD * FOURTH)) % SECOND, Math.floor(n / FOURTH) % THIRD, n % FOURTH]
    const talk = new Talk(n, kind, `127.${b + 1}.${c + 1}.${d + 2}`)
    this.#byNumber.set(n, talk)
    this.#byAddress.set(talk.address, talk)
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
    return talk
  }

  /** A client's first bytes have arrived at a target. @returns what is wrong about that */
  arrived(number: number, end: End): string | undefined {
    const talk = this.#byNumber.get(number)
    if (!talk) return `the beginning of talk ${number}, which is no longer there`
    if (talk.target) return `a second beginning of ${String(talk)}`
    talk.target = end
    talk.client?.poke()
    return undefined
  }

  /** @param client `ip:port` as a session has it */
  of(client: string): Talk | undefined {
    return this.#byAddress.get(client.slice(0, client.lastIndexOf(':')))
  }

  /** Those that are running now and whose two ends have met. */
  met(): Talk[] {
    return this.all().filter(({ state, target }) => state === 'running' && target !== null)
  }

  all(): Talk[] {
    return [...this.#byNumber.values()]
  }

  /** It never came about: a session that it has all the same is one of nobody. */
  miss(talk: Talk): void {
    this.missed++
    this.settle(talk)
  }

  /** Of those over before a moment without a session, one whose session may lack a name. @param moment ms of `performance.now` */
  nameless(moment: number): Talk | undefined {
    return this.all().find(
      (talk) => talk.state === 'over' && talk.mayBeNameless && talk.session === null && talk.overAt < moment,
    )
  }

  settle(talk: Talk): void {
    this.#byNumber.delete(talk.number)
    this.#byAddress.delete(talk.address)
  }
}
