import type { Address, ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { EngineEvents, EnginePort, ListenerSettings } from '../../core/enginePort.ts'

/** An engine that does what tests say and remembers what it was told. */
export class HandEngine implements EnginePort {
  readonly taken = new Set<number>()
  readonly listening = new Map<ListenerId, ListenerSettings>()
  readonly closed: SessionId[] = []
  /** Sessions whose hex log it was asked to render anew. */
  readonly rendered: SessionId[] = []
  #receiver: (events: EngineEvents) => void = () => {}
  #nextPort = 40_000

  startListener(settings: ListenerSettings): Promise<Address> {
    if (this.taken.has(settings.port)) {
      // As it comes from another thread: a plain object.
      return Promise.reject({ code: 'port_in_use', message: `Port ${settings.port} is in use.` })
    }
    this.listening.set(settings.id, settings)
    return Promise.resolve({ host: settings.host, port: settings.port || this.#nextPort++ })
  }

  stopListener(id: ListenerId): Promise<void> {
    this.listening.delete(id)
    return Promise.resolve()
  }

  updateListener(settings: ListenerSettings): Promise<void> {
    this.listening.set(settings.id, settings)
    return Promise.resolve()
  }

  closeConnection(id: SessionId): Promise<boolean> {
    this.closed.push(id)
    return Promise.resolve(true)
  }

  onEvents(receiver: (events: EngineEvents) => void): void {
    this.#receiver = receiver
  }

  emit(events: Partial<EngineEvents>): void {
    this.#receiver({ opened: [], progress: [], closed: [], acceptErrors: [], ...events })
  }

  renderHexLog({ id }: Pick<SessionFacts, 'id'>): Promise<void> {
    this.rendered.push(id)
    return Promise.resolve()
  }

  forgetSession(): Promise<void> {
    return Promise.resolve()
  }

  setControlPort(): Promise<void> {
    return Promise.resolve()
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }
}
