import type { EnginePort } from '../core/enginePort.ts'
import type { Health } from './health.ts'
import type { ListenerBook } from './listenerBook.ts'
import type { SessionBook } from './sessionBook.ts'

/** Hands everything the engine says to those who keep it. Call once, before the first listener starts. */
export function followEngine(
  engine: Pick<EnginePort, 'onEvents'>,
  books: { sessions: SessionBook; listeners: ListenerBook; health: Health },
): void {
  engine.onEvents((events) => {
    books.health.apply(events)
    books.sessions.apply(events)
    books.listeners.apply(events)
  })
}
