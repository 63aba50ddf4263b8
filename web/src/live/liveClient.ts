import { assertNever, type Direction, type SessionId } from '@tcpscope/shared/base'
import { decodeBinary, type ClientMessage, type ServerMessage } from '@tcpscope/shared/wire'
import { Emitter } from '../base/emitter.ts'
import { backoffMs } from './backoff.ts'
import { Inbox, type Schedule } from './inbox.ts'
import {
  openingMessages,
  type Entry,
  type StaleReason,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionHandlers,
} from './subscription.ts'
import { Watchdog } from './watchdog.ts'

type Message<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

/** How the page stands with the server. */
export interface LiveState {
  readonly phase: 'connecting' | 'live' | 'reconnecting' | 'unauthorized' | 'stopped'
  /** When the connection was lost, ms since 1970; null while it stands. */
  readonly lostAtMs: number | null
  /** When the next try begins, ms since 1970; null while none is planned. */
  readonly retryAtMs: number | null
  /** Tries since the connection was lost. */
  readonly attempt: number
}

export interface LiveEvents {
  state: LiveState
  /** The socket stands. Everything fetched before is to be fetched again; `reason` null: the first time. */
  hello: { seq: number; bootId: string; version: string; reason: StaleReason | null }
  /** Events were left out because this tab was slow: lists are to be fetched again. */
  resync: { seq: number }
  sessions: Message<'sessions'>
  listeners: Message<'listeners'>
  notes: Message<'notes'>
  status: Message<'status'>
}

export interface LiveClientOptions {
  /** ws:// or wss:// */
  readonly url: string
  /** Asked when a socket did not open: a browser does not tell why. */
  readonly isAuthorized: () => Promise<boolean>
  readonly openSocket?: (url: string) => WebSocket
  readonly schedule?: Schedule
  readonly random?: () => number
  readonly now?: () => number
}

type Incoming = { socket: WebSocket; data: string | ArrayBuffer }

/**
 * The page's one socket to the server: reconnects by itself, renews subscriptions, and gives messages on in
 * one go an animation frame.
 *
 *   WebSocket ─▶ inbox ─(one tick a frame)─▶ events (lists, status) and subscriptions (one session each)
 */
export class LiveClient {
  readonly events = new Emitter<LiveEvents>()
  readonly #options: LiveClientOptions
  readonly #inbox: Inbox<Incoming>
  readonly #entries = new Set<Entry>()
  readonly #channels = new Map<number, Entry>()
  #state: LiveState = { phase: 'stopped', lostAtMs: null, retryAtMs: null, attempt: 0 }
  #socket: WebSocket | null = null
  #greeted = false
  #bootId: string | null = null
  #nextChannel = 1
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #watchdog = new Watchdog(
    () => this.#send({ type: 'ping' }),
    () => void this.#lost(),
  )

  constructor(options: LiveClientOptions) {
    this.#options = options
    this.#inbox = new Inbox((message) => this.#receive(message), options.schedule)
  }

  get state(): LiveState {
    return this.#state
  }

  /** Begins to connect. Does nothing while it runs already. */
  start(): void {
    if (this.#state.phase !== 'stopped') return
    this.#setState({ phase: 'connecting', lostAtMs: null, retryAtMs: null, attempt: 0 })
    this.#connect()
  }

  /** Closes the socket for good; subscriptions stay silent until the next start. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#dropSocket()
    this.#setState({ phase: 'stopped', lostAtMs: null, retryAtMs: null, attempt: 0 })
  }

  /** Does not wait for the next planned try. */
  retryNow(): void {
    if (this.#state.retryAtMs === null) return
    clearTimeout(this.#timer)
    this.#connect()
  }

  /** Follows one session until `close`, over reconnects and restarts of the server. */
  subscribe(id: SessionId, options: SubscribeOptions, handlers: SubscriptionHandlers): Subscription {
    const entry: Entry = { id, handlers, frames: options.frames, tail: options.tail, view: null, channel: 0 }
    this.#entries.add(entry)
    if (this.#greeted) this.#openChannel(entry)
    return {
      setLanes: (view) => {
        entry.view = view
        if (entry.channel !== 0) this.#send({ type: 'lanes', channel: entry.channel, view })
      },
      setTail: (tail) => {
        if (sameDirections(entry.tail, tail)) return
        entry.tail = tail
        if (entry.channel === 0) return
        // A channel's tail is fixed; the new one starts before the old one's last messages are through.
        this.#closeChannel(entry)
        this.#openChannel(entry)
      },
      close: () => {
        this.#entries.delete(entry)
        this.#closeChannel(entry)
      },
    }
  }

  #connect(): void {
    this.#setState({ ...this.#state, retryAtMs: null, attempt: this.#state.attempt + 1 })
    const { openSocket = (url: string) => new WebSocket(url), url } = this.#options
    const socket = openSocket(url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#watchdog.start()
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      const { data } = event
      if (this.#socket === socket) this.#watchdog.heard()
      this.#inbox.push({ socket, data }, typeof data === 'string' ? data.length * 2 : data.byteLength)
    })
    // A late close of an old socket must not disturb the new one.
    socket.addEventListener('close', () => {
      if (this.#socket === socket) void this.#lost()
    })
  }

  async #lost(): Promise<void> {
    const opened = this.#greeted
    this.#dropSocket()
    const lostAtMs = this.#state.lostAtMs ?? this.#now()
    const lost = { ...this.#state, lostAtMs, attempt: opened ? 0 : this.#state.attempt }
    if (opened || this.#bootId !== null) this.#setState({ ...lost, phase: 'reconnecting' })
    else this.#setState(lost)
    const authorized = opened || (await this.#options.isAuthorized())
    if (this.#state.phase === 'stopped' || this.#socket) return
    const wait = backoffMs(Math.max(1, this.#state.attempt), (this.#options.random ?? Math.random)())
    this.#setState({
      ...this.#state,
      phase: authorized ? 'reconnecting' : 'unauthorized',
      retryAtMs: this.#now() + wait,
    })
    this.#timer = setTimeout(() => this.#connect(), wait)
  }

  #dropSocket(): void {
    const socket = this.#socket
    this.#socket = null
    this.#watchdog.stop()
    this.#greeted = false
    this.#channels.clear()
    for (const entry of this.#entries) entry.channel = 0
    socket?.close()
  }

  #receive({ socket, data }: Incoming): void {
    if (socket !== this.#socket) return
    if (typeof data === 'string') this.#receiveText(JSON.parse(data) as ServerMessage)
    else this.#receiveBinary(new Uint8Array(data))
  }

  #receiveText(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        return this.#greet(message)
      case 'sessions':
        return this.events.emit('sessions', message)
      case 'listeners':
        return this.events.emit('listeners', message)
      case 'notes':
        return this.events.emit('notes', message)
      case 'status':
        return this.events.emit('status', message)
      case 'pong':
        return
      case 'resync':
        this.events.emit('resync', message)
        for (const entry of this.#entries) entry.handlers.stale?.('slow')
        return
      case 'subscribed':
      case 'watermark':
        this.#channels.get(message.channel)?.handlers.session?.(message.session, message.marks, message.seq)
        return
      case 'lanes': {
        const { level, first, last } = message
        this.#channels.get(message.channel)?.handlers.lanes?.({ level, first, last }, message.list)
        return
      }
      case 'gone': {
        const entry = this.#channels.get(message.channel)
        if (!entry) return
        this.#entries.delete(entry)
        this.#channels.delete(entry.channel)
        entry.channel = 0
        entry.handlers.gone?.()
        return
      }
      case 'error': {
        const entry = message.channel === undefined ? undefined : this.#channels.get(message.channel)
        entry?.handlers.error?.(message.code, message.message)
        return
      }
      default:
        assertNever(message)
    }
  }

  #receiveBinary(bytes: Uint8Array): void {
    const message = decodeBinary(bytes)
    if (!message) return
    const handlers = this.#channels.get(message.channel)?.handlers
    if (message.kind === 'bytes') handlers?.bytes?.(message.direction, message.offset, message.payload)
    else handlers?.records?.(message.from, message.payload)
  }

  #greet({ seq, bootId, version }: Message<'hello'>): void {
    const reason = this.#bootId === null ? null : this.#bootId === bootId ? 'reconnected' : 'restarted'
    this.#bootId = bootId
    this.#greeted = true
    this.#setState({ phase: 'live', lostAtMs: null, retryAtMs: null, attempt: 0 })
    this.events.emit('hello', { seq, bootId, version, reason })
    for (const entry of this.#entries) {
      if (entry.channel !== 0) continue // opened by a handler of `hello` just now
      if (reason) entry.handlers.stale?.(reason)
      this.#openChannel(entry)
    }
  }

  #openChannel(entry: Entry): void {
    entry.channel = this.#nextChannel++
    this.#channels.set(entry.channel, entry)
    for (const message of openingMessages(entry)) this.#send(message)
  }

  #closeChannel(entry: Entry): void {
    if (entry.channel === 0) return
    this.#send({ type: 'unsubscribe', channel: entry.channel })
    this.#channels.delete(entry.channel)
    entry.channel = 0
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message))
  }

  #setState(state: LiveState): void {
    this.#state = state
    this.events.emit('state', state)
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}

/** The address of the live socket of the server that a page came from. */
export function liveUrl(page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/live`
}

function sameDirections(a: readonly Direction[], b: readonly Direction[]): boolean {
  return a.length === b.length && a.every((direction) => b.includes(direction))
}
