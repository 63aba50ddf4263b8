import type { Socket } from 'node:net'
import { type Address, assertNever, directionCode, formatAddress, type Side } from '@tcpscope/shared/base'
import { MARK_CODES } from '@tcpscope/shared/capture'
import type { StampClock } from '../core/clock.ts'
import type { DialFacts, SessionOpened } from '../core/enginePort.ts'
import { accepted, type CloseReason, type LifecycleEvent, type OwnCause, reduce } from '../core/lifecycle.ts'
import { TapType } from '../core/tapRing.ts'
import type { Deadline, TimerWheel } from '../core/timerWheel.ts'
import { Copier } from './copier.ts'
import { dial, type Dialed, type TargetCheck } from './dial.ts'
import type { PassThrough, Way } from './passThrough.ts'
import type { ReadBuffers } from './readBuffers.ts'
import { StrictCopier } from './strictCopier.ts'
import type { Tap } from './tap.ts'

/** What a connection needs from the relay it lives in. */
export interface ConnectionHost {
  readonly tap: Tap
  readonly clock: StampClock
  readonly deadlines: TimerWheel
  /** Milliseconds, for the deadlines. */
  nowMs(): number
  /** What all sockets read into. */
  readonly buffers: ReadBuffers
  /** High watermark of each socket's write buffer, bytes. */
  readonly bufferBytes: number
}

/**
 * A live pair of sockets: hands their events to the lifecycle reducer and does what it says.
 *
 *   client ═▶ Copier ═▶ target
 *   client ◀═ Copier ◀═ target        every read, mark and the end also go to the tap
 */
export class LiveConnection {
  readonly facts: SessionOpened
  readonly #host: ConnectionHost
  readonly #slot: number
  readonly #client: Socket
  readonly #finished: (reason: CloseReason) => void
  #target: Socket | null = null
  #state = accepted()
  /** By the side they read from; there are none before the target has answered. */
  #copiers: Partial<Record<Side, PassThrough>> = {}
  #cancelDial: () => void = () => {}
  #deadline: Deadline | null = null
  /** The recorder makes the session's files when it hears what became of the dial. */
  #saidConnected = false

  /**
   * @param slot the number under which the tap knows this connection; not reused while it lives
   * @param finished called once, when both sockets are gone and the tap has the last record
   */
  constructor(
    host: ConnectionHost,
    slot: number,
    client: Socket,
    facts: SessionOpened,
    options: { connectTimeoutMs: number; check: TargetCheck },
    finished: (reason: CloseReason) => void,
  ) {
    this.#host = host
    this.#slot = slot
    this.#client = client
    this.facts = facts
    this.#finished = finished
    host.tap.pushFacts(TapType.opened, slot, host.clock.stamp(), facts)
    this.#watch(client, 'client')
    const { buffers, bufferBytes } = host
    this.#cancelDial = dial(facts.target, options.check, buffers, bufferBytes, (dialed) =>
      this.#dialed(dialed),
    )
    this.#deadline = host.deadlines.add(host.nowMs() + options.connectTimeoutMs, () => {
      this.#cancelDial()
      this.#dialFailed({ cause: 'connect-timeout', by: 'target', code: null })
    })
  }

  /** A strict connection's bytes could not be recorded: nothing more of it goes on. */
  captureFailed(): void {
    for (const copier of Object.values(this.#copiers)) copier.stop()
    this.close('capture-failed')
  }

  /** Ends it by RST to both peers. */
  close(cause: OwnCause): void {
    this.#cancelDial()
    this.#on({ type: 'closeRequested', cause })
  }

  #dialed(dialed: Dialed): void {
    this.#endDial()
    if (!dialed.ok) return this.#dialFailed({ cause: dialed.cause, by: 'target', code: dialed.code })
    this.#target = dialed.socket
    this.#watch(dialed.socket, 'target')
    this.#pushConnected(dialed.local, dialed.remote, null)
    this.#on({ type: 'dialed' })
  }

  #dialFailed(reason: CloseReason): void {
    this.#pushConnected(null, null, dialErrorText(this.facts.target, reason))
    this.#on({ type: 'dialFailed', cause: reason.cause, code: reason.code })
  }

  #endDial(): void {
    this.#cancelDial = () => {}
    if (this.#deadline) this.#host.deadlines.cancel(this.#deadline)
    this.#deadline = null
  }

  #watch(socket: Socket, side: Side): void {
    // What the side sent before its end goes before the end.
    const passed = (then: () => void): void => {
      const copier = this.#copiers[side]
      if (copier) copier.whenPassed(then)
      else then()
    }
    socket.on('end', () => finOrReset(socket, () => passed(() => this.#on({ type: 'ended', side }))))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#on({ type: 'failed', side, code: error.code ?? error.message }),
    )
    socket.on('close', () => passed(() => this.#on({ type: 'gone', side })))
  }

  #on(event: LifecycleEvent): void {
    const [state, commands] = reduce(this.#state, event)
    this.#state = state
    for (const command of commands) {
      switch (command.type) {
        case 'startCopying':
          this.#startCopying()
          break
        case 'end':
          this.#socket(command.side)?.end()
          break
        case 'reset':
          this.#reset(command.side)
          break
        case 'mark':
          this.#host.tap.pushMark(
            this.#slot,
            directionCode(command.direction),
            MARK_CODES.indexOf(command.code),
            this.#host.clock.stamp(),
          )
          break
        case 'finish':
          this.#finish(command.reason)
          break
        default:
          assertNever(command)
      }
    }
  }

  #socket(side: Side): Socket | null {
    return side === 'client' ? this.#client : this.#target
  }

  /** RST; of a socket that is closed already nothing is left to reset. */
  #reset(side: Side): void {
    const socket = this.#socket(side)
    if (!socket || socket.destroyed) return
    // While the system works on our FIN, libuv refuses to reset (EINVAL); Node.js then reports an error, never closes
    // the socket and never says 'close'. The FIN is done within a turn or two of the loop.
    const finishing = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished
    if (!finishing) socket.resetAndDestroy()
    else {
      socket.once('finish', () => {
        if (!socket.destroyed) socket.resetAndDestroy()
      })
    }
  }

  #startCopying(): void {
    const [client, target] = [this.#client, this.#target!]
    const { tap, clock, buffers } = this.#host
    const upstream: Way = {
      direction: 'upstream',
      source: client,
      sink: target,
      tap,
      clock,
      buffers,
      connection: this.#slot,
    }
    const downstream: Way = { ...upstream, direction: 'downstream', source: target, sink: client }
    const Kind = this.facts.capture === 'strict' ? StrictCopier : Copier
    this.#copiers = { client: new Kind(upstream), target: new Kind(downstream) }
    for (const copier of Object.values(this.#copiers)) copier.start()
  }

  #finish(reason: CloseReason): void {
    this.#endDial()
    if (!this.#saidConnected) this.#pushConnected(null, null, dialErrorText(this.facts.target, reason))
    this.#host.tap.pushFacts(TapType.closed, this.#slot, this.#host.clock.stamp(), reason)
    this.#finished(reason)
  }

  #pushConnected(local: Address | null, remote: Address | null, dialError: string | null): void {
    this.#saidConnected = true
    const facts: DialFacts = { local, remote, dialError }
    this.#host.tap.pushFacts(TapType.connected, this.#slot, this.#host.clock.stamp(), facts)
  }
}

/**
 * Calls back when an `end` was a FIN. When a reset arrives together with the last bytes, libuv reads the bytes and
 * then reports the end of the stream; the reset would be passed on as a FIN, and a reply that was cut short would
 * look complete. A write of no bytes sends nothing, but fails on a socket that was reset: then that error is the news.
 */
function finOrReset(socket: Socket, fin: () => void): void {
  // Bytes on their way find out by themselves; after our own FIN there is nothing to ask with.
  if (!socket.writable || socket.writableLength > 0) return fin()
  socket.write('', (error) => {
    if (!error) fin()
  })
}

/** In words why the target could not be reached. */
export function dialErrorText(target: Address, { cause, code }: CloseReason): string {
  const where = formatAddress(target)
  switch (cause) {
    case 'refused':
      return `${where} refused the connection: nothing listens there.`
    case 'connect-timeout':
      return `${where} did not answer in time.`
    case 'unreachable':
      return `There is no route to ${where}${code ? ` (${code})` : ''}.`
    case 'unresolved':
      return `The name "${target.host}" has no address${code ? ` (${code})` : ''}.`
    case 'denied':
      return `${where} is an address that tcpscope itself listens on; it is not dialled.`
    case 'closed-here':
      return `Closed from tcpscope before ${where} answered.`
    case 'shutdown':
      return `tcpscope stopped before ${where} answered.`
    default:
      return `${where} could not be reached${code ? ` (${code})` : ''}.`
  }
}
