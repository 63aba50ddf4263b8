import type { ListenerId, NoteId, SessionId } from '@tcpscope/shared/base'
import type { Listener, Note, Session, Status } from '@tcpscope/shared/api'
import type { ClientMessage, ServerMessage } from '@tcpscope/shared/wire'
import type { CapturePort } from '../core/capturePort.ts'
import { CatalogFault, type StoredSession } from '../core/catalogPort.ts'
import { channelIn, readClientMessage } from './clientMessages.ts'
import { Delta } from './delta.ts'
import type { LaneRange } from './lanesView.ts'
import type { ListenerChanges } from './listenerBook.ts'
import type { NoteChanges } from './noteBook.ts'
import { CLOSE_TOO_SLOW, Outbox } from './outbox.ts'
import { Refusal } from './refusal.ts'
import type { Sequence } from './sequence.ts'
import type { SessionBook, SessionChanges } from './sessionBook.ts'
import { Subscription, type Wants } from './subscription.ts'
import type { TabSocket } from './tabSocket.ts'
import type { Timers } from './timers.ts'

/** List changes are told at most this often, ms; and so many in one message. */
export const LISTS_EVERY_MS = 100
export const LIST_CHUNK = 200
/** Notes have texts: fewer of them. */
const NOTES_CHUNK = 50
/** Sessions that one tab can follow at a time. */
export const MAX_SUBSCRIPTIONS = 16

export interface TabDeps {
  sessions: Pick<SessionBook, 'find' | 'get'>
  capture: Pick<CapturePort, 'readBytes' | 'readRecords' | 'tiles'>
  sequence: Sequence
  timers: Pick<Timers, 'now'>
  status(): Status
  onError: (error: unknown) => void
  /** There is something to send soon. */
  onWork: () => void
  onClose(tab: Tab): void
}

/** A channel whose session is being looked up; the page may already speak about it. */
interface Opening {
  readonly id: SessionId
  view: LaneRange | null
}

interface Open {
  readonly id: SessionId
  readonly subscription: Subscription
}

/** One browser tab: what it wants, what it has not been told yet, and its outbox. */
export class Tab {
  readonly #deps: TabDeps
  readonly #outbox: Outbox
  readonly #channels = new Map<number, Opening | Open>()
  readonly #sessions = new Delta<SessionId, Session>()
  readonly #listeners = new Delta<ListenerId, Listener>()
  readonly #notes = new Delta<NoteId, Note>()
  readonly #lists = [this.#sessions, this.#listeners, this.#notes]
  #listsAt = -Infinity
  #statusDue = true
  #resyncDue = false
  #closed = false

  constructor(socket: TabSocket, deps: TabDeps) {
    this.#deps = deps
    this.#outbox = new Outbox(socket)
  }

  /** The first message of every socket. */
  greet(bootId: string, version: string): void {
    this.#outbox.text({ type: 'hello', seq: this.#deps.sequence.next(), bootId, version })
  }

  /** A text message of the page. Nonsense is answered with an error; the socket stays open. */
  receive(text: string): void {
    if (this.#closed) return
    try {
      this.#handle(readClientMessage(text))
    } catch (error) {
      this.#refuse(error, channelIn(text))
    }
  }

  /** The socket is gone. */
  closed(): void {
    if (this.#closed) return
    this.#closed = true
    for (const channel of this.#channels.values()) {
      if ('subscription' in channel) channel.subscription.close()
    }
    this.#channels.clear()
    this.#deps.onClose(this)
  }

  /** Closes the socket. */
  close(code: number, reason: string): void {
    this.#outbox.close(code, reason)
    this.closed()
  }

  sessionsChanged({ upserts, removed }: Pick<SessionChanges, 'upserts' | 'removed'>): void {
    for (const row of upserts) this.#sessions.upsert(row.session.id, row.session)
    for (const id of removed) this.#sessions.remove(id)
    if (this.#channels.size === 0) return
    const rows = new Map<SessionId, StoredSession>(upserts.map((row) => [row.session.id, row]))
    for (const [channel, open] of this.#channels) {
      const row = rows.get(open.id)
      if (row && 'subscription' in open) open.subscription.update(row)
      if (removed.includes(open.id)) this.#gone(channel, open)
    }
  }

  listenersChanged({ upserts, removed }: ListenerChanges): void {
    for (const listener of upserts) this.#listeners.upsert(listener.id, listener)
    for (const id of removed) this.#listeners.remove(id)
  }

  notesChanged({ upserts, removed }: NoteChanges): void {
    for (const note of upserts) this.#notes.upsert(note.id, note)
    for (const id of removed) this.#notes.remove(id)
  }

  statusChanged(): void {
    this.#statusDue = true
  }

  /** Whether a tick would have something to do, now or soon. */
  get busy(): boolean {
    if (this.#statusDue || this.#resyncDue || !this.#outbox.hasRoom) return true
    if (this.#lists.some((list) => !list.isEmpty || list.hasOverflow)) return true
    for (const open of this.#channels.values()) {
      if ('subscription' in open && open.subscription.busy) return true
    }
    return false
  }

  tick(now: number): void {
    if (this.#outbox.isStuck(now)) {
      this.close(CLOSE_TOO_SLOW, 'the page reads too slowly')
      return
    }
    this.#tellStatus()
    if (now - this.#listsAt >= LISTS_EVERY_MS) this.#tellLists(now)
    for (const open of this.#channels.values()) {
      if ('subscription' in open) void open.subscription.pump(now)
    }
  }

  #tellStatus(): void {
    if (!this.#statusDue || !this.#outbox.hasRoom) return
    this.#statusDue = false
    const seq = this.#deps.sequence.next()
    this.#outbox.text({ type: 'status', seq, status: { ...this.#deps.status(), asOf: seq } })
  }

  #tellLists(now: number): void {
    if (!this.#outbox.hasRoom) return
    const overflowed = this.#lists.map((list) => list.takeOverflow())
    if (this.#resyncDue || overflowed.includes(true)) {
      this.#resyncDue = false
      this.#outbox.text({ type: 'resync', seq: this.#deps.sequence.next() })
    }
    if (!this.#listeners.isEmpty) {
      const seq = this.#deps.sequence.next()
      this.#outbox.text({ type: 'listeners', seq, ...this.#listeners.take(LIST_CHUNK) })
      this.#listsAt = now
    }
    if (!this.#notes.isEmpty) {
      const seq = this.#deps.sequence.next()
      this.#outbox.text({ type: 'notes', seq, ...this.#notes.take(NOTES_CHUNK) })
      this.#listsAt = now
    }
    if (!this.#sessions.isEmpty) {
      const seq = this.#deps.sequence.next()
      this.#outbox.text({ type: 'sessions', seq, ...this.#sessions.take(LIST_CHUNK) })
      this.#listsAt = now
    }
  }

  #handle(message: ClientMessage): void {
    if (message.type === 'ping') {
      // A full outbox is a sign of life, too.
      if (this.#outbox.hasRoom) this.#outbox.text({ type: 'pong', seq: this.#deps.sequence.next() })
      return
    }
    const open = this.#channels.get(message.channel)
    if (message.type === 'subscribe') {
      if (open) throw new Refusal('bad_request', 'This channel is in use.', 'channel')
      if (this.#channels.size >= MAX_SUBSCRIPTIONS) {
        throw new Refusal(
          'bad_request',
          `One page can follow ${MAX_SUBSCRIPTIONS} sessions at a time.`,
          'channel',
        )
      }
      void this.#open(message.channel, message.id, message)
      return
    }
    // The page may speak of a session that was deleted a moment ago, or give up a channel twice.
    if (!open) return
    if (message.type === 'unsubscribe') {
      if ('subscription' in open) open.subscription.close()
      this.#channels.delete(message.channel)
    } else if ('subscription' in open) {
      open.subscription.look(message.view)
      void open.subscription.pump(this.#deps.timers.now())
      this.#deps.onWork()
    } else {
      open.view = message.view
    }
  }

  async #open(channel: number, id: SessionId, wants: Wants): Promise<void> {
    const opening: Opening = { id, view: null }
    this.#channels.set(channel, opening)
    try {
      const found = await this.#deps.sessions.find(id)
      // Given up, or closed, while the catalog was asked.
      if (this.#channels.get(channel) !== opening) return
      const row = this.#deps.sessions.get(id) ?? found
      const { capture, sequence, onError, onWork } = this.#deps
      const subscription = new Subscription(channel, wants, row, {
        capture,
        sequence,
        onError,
        onWork,
        outbox: this.#outbox,
      })
      subscription.look(opening.view)
      this.#channels.set(channel, { id, subscription })
      await subscription.pump(this.#deps.timers.now())
      this.#deps.onWork()
    } catch (error) {
      if (this.#channels.get(channel) !== opening) return
      this.#channels.delete(channel)
      this.#refuse(error, channel)
    }
  }

  #gone(channel: number, open: Opening | Open): void {
    if ('subscription' in open) open.subscription.close()
    this.#channels.delete(channel)
    this.#outbox.text({ type: 'gone', seq: this.#deps.sequence.next(), channel, id: open.id })
  }

  #refuse(error: unknown, channel: number | undefined): void {
    if (this.#closed) return
    // A page that asks and asks and does not read gets no answers piled up: it is told to start over.
    if (!this.#outbox.hasRoom) {
      this.#resyncDue = true
      return
    }
    const known = error instanceof Refusal || error instanceof CatalogFault
    if (!known) this.#deps.onError(error)
    const message: ServerMessage = {
      type: 'error',
      seq: this.#deps.sequence.next(),
      code: known ? error.code : 'internal',
      message: known ? error.message : 'Something went wrong inside tcpscope; its log says what.',
      ...(channel === undefined ? {} : { channel }),
    }
    this.#outbox.text(message)
  }
}
