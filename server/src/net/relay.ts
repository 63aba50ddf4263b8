import type { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Address, ListenerId, SessionId } from '@tcpscope/shared/base'
import { StampClock } from '../core/clock.ts'
import type { ListenerSettings, ListenError, SessionOpened } from '../core/enginePort.ts'
import { isOwnControlPort, isOwnListener } from '../core/targetPolicy.ts'
import { TimerWheel } from '../core/timerWheel.ts'
import { type ConnectionHost, LiveConnection } from './connection.ts'
import { mostConnections } from './descriptors.ts'
import type { TargetCheck } from './dial.ts'
import { Listener } from './listener.ts'
import { ReadBuffers } from './readBuffers.ts'
import { SessionIds } from './sessionIds.ts'
import type { Tap } from './tap.ts'

const SLOT_MS = 50
const WHEEL_SLOTS = 512

export interface RelayOptions {
  readonly tap: Tap
  /** Monotonic nanoseconds since the engine's start, the same on all its threads. */
  readonly nowNs: () => number
  /** High watermark of each socket's write buffer, bytes. */
  readonly bufferBytes: number
  /** File descriptors that this process may have; Infinity: as many as it likes. */
  readonly descriptors: number
  readonly onAcceptError: (id: ListenerId, message: string) => void
}

interface Entry {
  settings: ListenerSettings
  readonly listener: Listener
  lastNumber: number
}

/**
 * All sockets: listeners and the connections they accepted. Does nothing but move bytes and say so to the tap: no
 * text, no files, no dashboards.
 */
export class Relay {
  readonly #host: ConnectionHost
  readonly #onAcceptError: RelayOptions['onAcceptError']
  readonly #descriptors: number
  readonly #most: number
  readonly #listeners = new Map<ListenerId, Entry>()
  readonly #connections = new Map<SessionId, LiveConnection>()
  readonly #ids = new SessionIds()
  #nextSlot = 1
  #draining = false
  #controlPort: number | null = null
  #timer: NodeJS.Timeout | null = null
  #idle: (() => void)[] = []

  constructor({ tap, nowNs, bufferBytes, descriptors, onAcceptError }: RelayOptions) {
    this.#descriptors = descriptors
    this.#most = mostConnections(descriptors)
    const nowMs = () => nowNs() / 1e6
    this.#host = {
      tap,
      clock: new StampClock(nowNs),
      deadlines: new TimerWheel(SLOT_MS, WHEEL_SLOTS, nowMs()),
      nowMs,
      buffers: new ReadBuffers(),
      bufferBytes,
    }
    this.#onAcceptError = onAcceptError
  }

  get openConnections(): number {
    return this.#connections.size
  }

  /** The port of our own dashboard, which no connection may be dialled to; null: there is none. */
  setControlPort(port: number | null): void {
    this.#controlPort = port
  }

  /**
   * Listens; a listener that listens already moves to its new place.
   * @throws ListenError (plain data) when the address cannot be bound; a listener that listened goes on as it was
   */
  async startListener(settings: ListenerSettings): Promise<Address> {
    if (this.#draining)
      throw { code: 'shutting_down', message: 'tcpscope is stopping.' } satisfies ListenError
    const { id } = settings
    const before = this.#listeners.get(id)
    const { listener, bound } = await this.#bind(settings, before)
    before?.listener.stop()
    this.#listeners.set(id, {
      settings,
      listener,
      lastNumber: Math.max(settings.lastNumber, before?.lastNumber ?? 0),
    })
    return bound
  }

  /** Listens at the new place while the old one still works; if the new one fails, the old one goes on. */
  async #bind(
    settings: ListenerSettings,
    before: Entry | undefined,
  ): Promise<{ listener: Listener; bound: Address }> {
    const listener = this.#newListener(settings.id)
    const old = before?.listener.bound
    try {
      return { listener, bound: await listener.listen(settings.host, settings.port) }
    } catch (error) {
      // The same port at another address: it may be in nobody's way but our own.
      if (!before || !old || old.port !== settings.port) throw error
      before.listener.stop()
      const again = this.#newListener(settings.id)
      try {
        return { listener: again, bound: await again.listen(settings.host, settings.port) }
      } catch (second) {
        const restored = this.#newListener(settings.id)
        await restored.listen(old.host, old.port)
        this.#listeners.set(settings.id, { ...before, listener: restored })
        throw second
      }
    }
  }

  #newListener(id: ListenerId): Listener {
    return new Listener(
      (socket) => this.#accept(id, socket),
      (message) => this.#onAcceptError(id, message),
      this.#host.buffers,
      this.#host.bufferBytes,
    )
  }

  stopListener(id: ListenerId): void {
    this.#listeners.get(id)?.listener.stop()
    this.#listeners.delete(id)
  }

  updateListener(settings: ListenerSettings): void {
    const entry = this.#listeners.get(settings.id)
    if (entry) entry.settings = settings
  }

  closeConnection(id: SessionId): boolean {
    const connection = this.#connections.get(id)
    connection?.close('closed-here')
    return connection !== undefined
  }

  /** Bytes of a strict connection could not be recorded: they must not go on, so it ends. */
  captureFailed(id: SessionId): void {
    this.#connections.get(id)?.captureFailed()
  }

  /** Stops all listeners, for good. Resolves when the last connection has ended by itself. */
  drain(): Promise<void> {
    this.#draining = true
    for (const id of this.#listeners.keys()) this.stopListener(id)
    if (this.#connections.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Ends all connections by RST. */
  closeAll(): void {
    for (const connection of this.#connections.values()) connection.close('shutdown')
  }

  #accept(id: ListenerId, socket: Socket): void {
    const entry = this.#listeners.get(id)
    const scarce = this.#connections.size >= this.#most
    if (!entry || scarce) {
      socket.on('error', () => {})
      socket.resetAndDestroy()
      if (scarce) this.#onAcceptError(id, this.#exhausted())
      return
    }
    const { settings } = entry
    const startedAtMs = Date.now()
    const facts: SessionOpened = {
      id: this.#ids.next(),
      listenerId: id,
      listenerName: settings.name,
      number: ++entry.lastNumber,
      startedAtMs,
      utcOffsetMin: -new Date(startedAtMs).getTimezoneOffset(),
      // A client that reset at once leaves no address behind.
      client: { host: socket.remoteAddress ?? 'unknown', port: socket.remotePort ?? 0 },
      target: settings.target,
      hexLog: settings.hexLog,
      capture: settings.capture,
    }
    const options = { connectTimeoutMs: settings.connectTimeoutMs, check: this.#check(entry.listener) }
    const connection = new LiveConnection(this.#host, this.#nextSlot, socket, facts, options, ({ code }) => {
      // It was accepted, but for its target there was no descriptor left.
      if (code === 'EMFILE' || code === 'ENFILE') this.#onAcceptError(id, this.#exhausted())
      this.#connections.delete(facts.id)
      if (this.#connections.size > 0) return
      for (const resolve of this.#idle.splice(0)) resolve()
    })
    this.#nextSlot = (this.#nextSlot + 1) >>> 0
    this.#connections.set(facts.id, connection)
    this.#tick()
  }

  #exhausted(): string {
    const limit = `This process may open ${this.#descriptors} files, enough for ${this.#most} connections`
    return `${limit}: a new one was reset at once.`
  }

  /** Neither our own dashboard nor the port that this very connection came in by: that would be a loop. */
  #check(listener: Listener): TargetCheck {
    return (address) => {
      // Asking the system for its interfaces is slow; a port that is not ours needs no answer.
      if (address.port !== this.#controlPort && address.port !== listener.bound?.port) return undefined
      const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((i) => i.address))
      const denied =
        isOwnControlPort(address, this.#controlPort, own) ||
        (listener.bound !== null && isOwnListener(address, listener.bound, own))
      return denied ? 'denied' : undefined
    }
  }

  /** One timer for all deadlines, running only while there are any. */
  #tick(): void {
    this.#timer ??= setInterval(() => {
      this.#host.deadlines.advance(this.#host.nowMs())
      if (this.#host.deadlines.size > 0 || !this.#timer) return
      clearInterval(this.#timer)
      this.#timer = null
    }, SLOT_MS)
  }
}
