import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Direction, SessionId } from '@tcpscope/shared/base'

/** Where the direction that one scrolls stands, said as a place in the other one. */
export interface TogetherState {
  readonly sessionId: SessionId | null
  /** The direction that a person moved last: the other one follows. */
  readonly leader: Direction | null
  /** Bytes of the other direction that had been read when the leader's first byte in view was; `end`: all. */
  readonly otherOffset: number | 'end' | null
}

export interface TogetherStore extends StoreApi<TogetherState> {
  /** A person moves this direction now. */
  lead(sessionId: SessionId, leader: Direction): void
  /** Where the leader stands; what any other one says is not heard. */
  say(sessionId: SessionId, direction: Direction, otherOffset: number | 'end'): void
}

/** Ties the places of a session's two directions: both on one clock. */
export function createTogetherStore(): TogetherStore {
  const store = createStore<TogetherState>()(() => ({ sessionId: null, leader: null, otherOffset: null }))
  return {
    ...store,
    lead: (sessionId, leader) => {
      const now = store.getState()
      if (now.sessionId === sessionId && now.leader === leader) return
      store.setState({ sessionId, leader, otherOffset: null })
    },
    say: (sessionId, direction, otherOffset) => {
      const now = store.getState()
      if (now.sessionId !== sessionId || now.leader !== direction || now.otherOffset === otherOffset) return
      store.setState({ otherOffset })
    },
  }
}
