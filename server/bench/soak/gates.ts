import type { Listener } from '@tcpscope/shared/api'
import type { ListenerId } from '@tcpscope/shared/base'
import type { Random } from './random.ts'

/** A listener of the tcpscope under test, as talks use it. */
export interface Gate {
  readonly id: ListenerId
  /** Null while it is stopped. */
  port: number | null
  /** Nobody edits it: whoever cannot get in has found a fault. */
  readonly steady: boolean
  /** Nobody listens at its target. */
  readonly refusing: boolean
}

/** The listeners that there are now. */
export class Gates {
  readonly #gates = new Set<Gate>()

  add(listener: Listener, kind: { steady: boolean; refusing?: boolean }): Gate {
    const gate: Gate = { refusing: false, ...kind, id: listener.id, port: listener.boundPort }
    this.#gates.add(gate)
    return gate
  }

  remove(gate: Gate): void {
    this.#gates.delete(gate)
  }

  all(): Gate[] {
    return [...this.#gates]
  }

  /** One with a target; with `steady`, one that nobody edits. */
  pick(random: Random, steady: boolean): Gate {
    const fit = this.all().filter((gate) => !gate.refusing && gate.port !== null && (gate.steady || !steady))
    return random.pick(fit)!
  }

  refusing(): Gate {
    return this.all().find(({ refusing }) => refusing)!
  }
}
