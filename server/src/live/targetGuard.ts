import { type Address, formatAddress } from '@tcpscope/shared/base'
import { canonicalIp, isOwnControlPort, isOwnListener } from '../core/targetPolicy.ts'
import { Refusal } from './refusal.ts'
import type { Timers } from './timers.ts'

/** A name server that takes longer than this must not hold up a person; the dial checks again. ms */
const LOOKUP_MS = 3_000

export interface TargetGuardDeps {
  /** All addresses of a name. Rejects when it has none. */
  lookup(host: string): Promise<readonly string[]>
  /** Where the dashboard listens; null while it does not. */
  controlAddress(): Address | null
  /** Addresses of the machine's interfaces. */
  ownAddresses(): readonly string[]
  timers: Timers
}

/**
 * Refuses targets that would lead back to tcpscope itself, early and in words. It sees what a name resolves to
 * now; the dialler asks the same policy again about every address it really connects to.
 */
export class TargetGuard {
  readonly #deps: TargetGuardDeps

  constructor(deps: TargetGuardDeps) {
    this.#deps = deps
  }

  /**
   * A name that cannot be resolved is fine: the session will say so.
   * @param listening the address the listener has, or will have
   * @throws Refusal target_is_control_port, target_is_listener
   */
  async check(target: Address, listening: Address): Promise<void> {
    const own = this.#deps.ownAddresses()
    const controlPort = this.#deps.controlAddress()?.port ?? null
    for (const host of await this.#addresses(target.host)) {
      const resolved = { host, port: target.port }
      if (isOwnControlPort(resolved, controlPort, own)) {
        throw new Refusal(
          'target_is_control_port',
          `The target ${formatAddress(target)} is tcpscope's own dashboard; a listener must not lead there.`,
          'targetPort',
        )
      }
      if (isOwnListener(resolved, listening, own)) {
        throw new Refusal(
          'target_is_listener',
          `The target ${formatAddress(target)} is this listener itself: it would connect to itself for ever.`,
          'targetPort',
        )
      }
    }
  }

  /** Whether a connection to this target arrives at a listener of ours that listens there. */
  async leadsTo(target: Address, listening: Address): Promise<boolean> {
    if (target.port !== listening.port) return false
    const own = this.#deps.ownAddresses()
    const hosts = await this.#addresses(target.host)
    return hosts.some((host) => isOwnListener({ host, port: target.port }, listening, own))
  }

  /** What a host resolves to, and the name itself, too: the resolver may be slow or silent about `localhost`. */
  async #addresses(host: string): Promise<string[]> {
    return canonicalIp(host) === undefined ? [host, ...(await this.#resolve(host))] : [host]
  }

  #resolve(host: string): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const cancel = this.#deps.timers.after(LOOKUP_MS, () => resolve([]))
      this.#deps
        .lookup(host)
        // Unresolvable now; a later dial may find it, and checks it.
        .then(resolve, () => resolve([]))
        .finally(cancel)
    })
  }
}
