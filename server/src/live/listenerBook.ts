import type { ListenerId } from '@tcpscope/shared/base'
import {
  LISTENER_DEFAULTS,
  type Listener,
  type ListenerList,
  type ListenerPatch,
  type NewListener,
} from '@tcpscope/shared/api'
import type { CatalogPort, StoredListener } from '../core/catalogPort.ts'
import type { EngineEvents, EnginePort, ListenError } from '../core/enginePort.ts'
import { KeyedQueue } from './keyedQueue.ts'
import { type ListenerEntry, listenErrorOf, newEntry, settingsOf, viewOf } from './listenerEntry.ts'
import { Refusal } from './refusal.ts'
import type { Sequence } from './sequence.ts'
import type { SessionBook } from './sessionBook.ts'
import { checkTargets } from './targetChain.ts'
import type { TargetGuard } from './targetGuard.ts'

/** As in the schema. */
const NAME_LENGTH = 80

export interface ListenerChanges {
  readonly upserts: readonly Listener[]
  readonly removed: readonly ListenerId[]
}

export interface ListenerBookDeps {
  engine: Pick<EnginePort, 'startListener' | 'stopListener' | 'updateListener'>
  store: Pick<CatalogPort, 'listeners' | 'saveListener' | 'deleteListener' | 'lastNumbers'>
  sessions: Pick<SessionBook, 'openConnections' | 'onChange'>
  guard: Pick<TargetGuard, 'check' | 'leadsTo'>
  sequence: Sequence
  newId(): ListenerId
  /** Milliseconds since 1970. */
  nowMs(): number
}

/**
 * The one owner of the listeners' state. What a person asks for is kept in the catalog and comes back after a
 * restart; what became of it (listening, failed and why) is kept here. Requests about one listener run one
 * after the other.
 */
export class ListenerBook {
  readonly #deps: ListenerBookDeps
  readonly #entries = new Map<ListenerId, ListenerEntry>()
  /** Listeners that are being made: they may accept before they are remembered. */
  readonly #coming = new Map<ListenerId, ListenerEntry>()
  readonly #queue = new KeyedQueue<ListenerId>()
  readonly #receivers = new Set<(changes: ListenerChanges) => void>()

  constructor(deps: ListenerBookDeps) {
    this.#deps = deps
    deps.sessions.onChange(({ accepted, touched }) => {
      for (const [id, number] of accepted) {
        const entry = this.#entries.get(id) ?? this.#coming.get(id)
        if (!entry) continue
        entry.lastNumber = Math.max(entry.lastNumber, number)
        // It accepts again: what was wrong with accepting is over.
        if (entry.state === 'listening') entry.error = null
      }
      this.#tell(new Set([...accepted.keys(), ...touched]))
    })
  }

  /** Calls back with every change, synchronously. Returns how to stop. */
  onChange(receiver: (changes: ListenerChanges) => void): () => void {
    this.#receivers.add(receiver)
    return () => this.#receivers.delete(receiver)
  }

  /** Accepts that failed since the start, all listeners. */
  get acceptErrors(): number {
    return [...this.#entries.values()].reduce((sum, entry) => sum + entry.acceptErrors, 0)
  }

  list(): ListenerList {
    const asOf = this.#deps.sequence.current
    return { asOf, listeners: [...this.#entries.keys()].map((id) => this.get(id)) }
  }

  /** @throws Refusal listener_not_found */
  get(id: ListenerId): Listener {
    const entry = this.#entry(id)
    return viewOf(entry, this.#deps.sessions.openConnections(id))
  }

  /** Brings back what the catalog remembers. A listener that cannot listen says why; the others go on. */
  async restore(): Promise<void> {
    const [stored, numbers] = await Promise.all([
      this.#deps.store.listeners(),
      this.#deps.store.lastNumbers(),
    ])
    for (const one of stored) this.#entries.set(one.id, newEntry(one, numbers.get(one.id) ?? 0))
    await Promise.all(
      stored.map((one) =>
        this.#queue.run(one.id, async () => {
          const entry = this.#entry(one.id)
          if (one.wanted === 'running') await this.#listen(entry)
          this.#tell([one.id])
        }),
      ),
    )
  }

  /**
   * Makes a listener and, unless told otherwise, starts it. One that cannot listen is not made.
   * @throws Refusal target_is_control_port, target_is_listener, port_in_use, …
   */
  async create(wish: NewListener): Promise<Listener> {
    const { start = true, name, ...rest } = wish
    const stored: StoredListener = {
      ...LISTENER_DEFAULTS,
      ...rest,
      id: this.#deps.newId(),
      name: name ?? `${wish.targetHost}:${wish.targetPort}`.slice(0, NAME_LENGTH),
      createdAtMs: this.#deps.nowMs(),
      wanted: start ? 'running' : 'stopped',
    }
    const entry = newEntry(stored, 0)
    return await this.#queue.run(stored.id, async () => {
      await this.#check(stored, null)
      this.#coming.set(stored.id, entry)
      try {
        if (start) this.#refuseFailed(await this.#bind(entry))
        await this.#deps.store.saveListener(stored)
        this.#entries.set(stored.id, entry)
      } catch (error) {
        await this.#deps.engine.stopListener(stored.id)
        throw error
      } finally {
        this.#coming.delete(stored.id)
      }
      return this.#told(stored.id)
    })
  }

  /**
   * Changes settings. A new host or port takes effect at once; when it cannot be bound, nothing is changed and the
   * listener goes on as it was. Open connections live on.
   * @throws Refusal listener_not_found, target_is_control_port, target_is_listener, port_in_use, …
   */
  change(id: ListenerId, patch: ListenerPatch): Promise<Listener> {
    return this.#queue.run(id, async () => {
      const entry = this.#entry(id)
      const before = entry.stored
      const stored = { ...before, ...patch }
      const moves = stored.host !== before.host || !this.#keepsPort(entry, stored.port)
      await this.#check(stored, moves ? null : entry.boundPort)
      const after = { ...entry, stored }
      const rebinds = stored.wanted === 'running' && (moves || entry.state !== 'listening')
      if (rebinds) this.#refuseFailed(await this.#bind(after))
      try {
        await this.#deps.store.saveListener(stored)
      } catch (error) {
        // What is not remembered must not be in force either.
        if (rebinds) await this.#bind(entry)
        throw error
      }
      // The rest of the entry may have changed meanwhile: it accepts all the time.
      const { state, boundPort, error } = after
      Object.assign(entry, rebinds ? { stored, state, boundPort, error } : { stored })
      if (!rebinds && entry.state === 'listening') {
        await this.#deps.engine.updateListener(settingsOf(entry))
      }
      return this.#told(id)
    })
  }

  /** @throws Refusal listener_not_found, target_is_control_port, port_in_use, … (it is `failed` then) */
  start(id: ListenerId): Promise<Listener> {
    return this.#queue.run(id, async () => {
      const entry = this.#entry(id)
      if (entry.state === 'listening') return this.get(id)
      await this.#want(entry, 'running')
      const failure = await this.#listen(entry)
      const listener = this.#told(id)
      this.#refuseFailed(failure)
      return listener
    })
  }

  /** Stops accepting; open connections live on. @throws Refusal listener_not_found */
  stop(id: ListenerId): Promise<Listener> {
    return this.#queue.run(id, async () => {
      const entry = this.#entry(id)
      await this.#want(entry, 'stopped')
      await this.#deps.engine.stopListener(id)
      Object.assign(entry, { state: 'stopped', boundPort: null, error: null })
      return this.#told(id)
    })
  }

  /** Stops and forgets a listener; its sessions stay. @throws Refusal listener_not_found */
  remove(id: ListenerId): Promise<void> {
    return this.#queue.run(id, async () => {
      this.#entry(id)
      // If the catalog refuses, it goes on as it was.
      await this.#deps.store.deleteListener(id)
      await this.#deps.engine.stopListener(id)
      this.#entries.delete(id)
      this.#deps.sequence.next()
      for (const receiver of this.#receivers) receiver({ upserts: [], removed: [id] })
    })
  }

  /** What the engine says of listeners. */
  apply({ acceptErrors }: Pick<EngineEvents, 'acceptErrors'>): void {
    const changed = new Set<ListenerId>()
    for (const { id, count, message } of acceptErrors) {
      const entry = this.#entries.get(id)
      if (!entry) continue
      entry.acceptErrors += count
      entry.error = { code: 'accept_failed', message }
      changed.add(id)
    }
    this.#tell(changed)
  }

  #entry(id: ListenerId): ListenerEntry {
    const entry = this.#entries.get(id)
    if (!entry) {
      throw new Refusal('listener_not_found', 'There is no such listener; it may have been deleted.')
    }
    return entry
  }

  /** Asking for the port that 0 gave is no change. */
  #keepsPort({ stored, boundPort }: ListenerEntry, port: number): boolean {
    return port === stored.port || port === boundPort
  }

  #check(stored: StoredListener, boundPort: number | null): Promise<void> {
    return checkTargets(this.#deps.guard, this.#entries, stored, boundPort)
  }

  /** Checks the target and tries to listen. @returns why it failed; it is in the entry, too */
  async #listen(entry: ListenerEntry): Promise<Refusal | null> {
    try {
      await this.#check(entry.stored, null)
    } catch (error) {
      return this.#failed(entry, error)
    }
    return await this.#bind(entry)
  }

  async #bind(entry: ListenerEntry): Promise<Refusal | null> {
    try {
      const bound = await this.#deps.engine.startListener(settingsOf(entry))
      Object.assign(entry, { state: 'listening', boundPort: bound.port, error: null })
      return null
    } catch (error) {
      return this.#failed(entry, this.#ownPort(entry, error))
    }
  }

  /** A port that another listener of ours has is better said by that listener's name. */
  #ownPort({ stored }: ListenerEntry, error: unknown): unknown {
    if ((error as Partial<ListenError> | null)?.code !== 'port_in_use') return error
    for (const { stored: other, boundPort } of this.#entries.values()) {
      if (other.id === stored.id || boundPort !== stored.port) continue
      const message = `Port ${stored.port} is taken by the listener "${other.name}". Pick another port or stop it.`
      return { code: 'port_in_use', message } satisfies ListenError
    }
    return error
  }

  #failed(entry: ListenerEntry, error: unknown): Refusal {
    const refusal = error instanceof Refusal ? error : refusalOf(error)
    const { code, message } = refusal
    Object.assign(entry, { state: 'failed', boundPort: null, error: { code, message } })
    return refusal
  }

  #refuseFailed(failure: Refusal | null): void {
    if (failure) throw failure
  }

  async #want(entry: ListenerEntry, wanted: StoredListener['wanted']): Promise<void> {
    if (entry.stored.wanted === wanted) return
    const stored = { ...entry.stored, wanted }
    await this.#deps.store.saveListener(stored)
    entry.stored = stored
  }

  #told(id: ListenerId): Listener {
    this.#tell([id])
    return this.get(id)
  }

  #tell(ids: Iterable<ListenerId>): void {
    const upserts = [...ids].filter((id) => this.#entries.has(id)).map((id) => this.get(id))
    if (upserts.length === 0) return
    this.#deps.sequence.next()
    for (const receiver of this.#receivers) receiver({ upserts, removed: [] })
  }
}

function refusalOf(error: unknown): Refusal {
  const { code, message } = listenErrorOf(error)
  return new Refusal(code, message, code === 'address_not_available' ? 'host' : 'port')
}
