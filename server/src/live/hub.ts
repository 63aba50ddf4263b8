import type { CapturePort } from '../core/capturePort.ts'
import type { Health } from './health.ts'
import type { ListenerBook } from './listenerBook.ts'
import type { NoteBook } from './noteBook.ts'
import type { Sequence } from './sequence.ts'
import type { SessionBook } from './sessionBook.ts'
import { Tab } from './tab.ts'
import type { TabSocket } from './tabSocket.ts'
import type { Timers } from './timers.ts'

/** The heartbeat while there is something to send, ms. */
export const TICK_MS = 50
/** How often the status is sent while anything changes, ms. */
export const STATUS_EVERY_MS = 1_000

/** Close code "going away" (RFC 6455). */
const CLOSE_GOING_AWAY = 1001

export interface HubDeps {
  sessions: SessionBook
  listeners: ListenerBook
  notes: Pick<NoteBook, 'onChange'>
  health: Health
  capture: Pick<CapturePort, 'readBytes' | 'readRecords' | 'tiles'>
  sequence: Sequence
  timers: Timers
  version: string
  bootId: string
  onError: (error: unknown) => void
}

/**
 * Tells all tabs what is new, each at its own pace:
 *
 *   books ─changes─▶ tabs (what each has not been told yet) ─one tick, 50 ms─▶ outboxes
 *
 * The tick runs only while a tab has something to be told.
 */
export class Hub {
  readonly #deps: HubDeps
  readonly #tabs = new Set<Tab>()
  readonly #stopListening: (() => void)[]
  #cancelTick: (() => void) | undefined
  #statusAt = -Infinity
  #statusDirty = false
  #closed = false

  constructor(deps: HubDeps) {
    this.#deps = deps
    this.#stopListening = [
      deps.sessions.onChange((changes) => {
        for (const tab of this.#tabs) tab.sessionsChanged(changes)
        this.#changed()
      }),
      deps.listeners.onChange((changes) => {
        for (const tab of this.#tabs) tab.listenersChanged(changes)
        this.#changed()
      }),
      deps.notes.onChange((changes) => {
        for (const tab of this.#tabs) tab.notesChanged(changes)
        this.#arm()
      }),
      deps.health.onChange(() => this.#changed()),
    ]
  }

  get tabs(): number {
    return this.#tabs.size
  }

  /** A tab has connected. Give it every text message of its socket, and tell it when the socket is gone. */
  connect(socket: TabSocket): Pick<Tab, 'receive' | 'closed'> {
    const { sessions, capture, sequence, timers, onError } = this.#deps
    const tab = new Tab(socket, {
      sessions,
      capture,
      sequence,
      timers,
      onError,
      status: () => this.#deps.health.status(),
      onWork: () => this.#arm(),
      onClose: () => this.#tabs.delete(tab),
    })
    if (this.#closed) {
      tab.close(CLOSE_GOING_AWAY, 'tcpscope is shutting down')
      return tab
    }
    this.#tabs.add(tab)
    tab.greet(this.#deps.bootId, this.#deps.version)
    this.#arm()
    return tab
  }

  /** Closes all sockets; the books are followed no more. */
  close(): void {
    this.#closed = true
    this.#cancelTick?.()
    this.#cancelTick = undefined
    for (const stop of this.#stopListening) stop()
    for (const tab of this.#tabs) tab.close(CLOSE_GOING_AWAY, 'tcpscope is shutting down')
  }

  #changed(): void {
    this.#statusDirty = true
    this.#arm()
  }

  #arm(): void {
    if (this.#cancelTick || this.#closed || this.#tabs.size === 0) return
    this.#cancelTick = this.#deps.timers.after(TICK_MS, () => {
      this.#cancelTick = undefined
      this.#tick()
    })
  }

  #tick(): void {
    const now = this.#deps.timers.now()
    if (this.#statusDirty && now - this.#statusAt >= STATUS_EVERY_MS) {
      this.#statusAt = now
      const { upstreamRate, downstreamRate } = this.#deps.health.status()
      // Rates fall to zero without an event: go on until that has been told, too.
      this.#statusDirty = upstreamRate > 0 || downstreamRate > 0
      for (const tab of this.#tabs) tab.statusChanged()
    }
    for (const tab of this.#tabs) tab.tick(now)
    if (this.#statusDirty || [...this.#tabs].some((tab) => tab.busy)) this.#arm()
  }
}
