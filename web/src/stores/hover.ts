import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'

/** Bytes that the pointer is over in some pane: the others preview them. */
export interface Pointed {
  readonly sessionId: SessionId
  readonly direction: Direction
  readonly range: ByteRange
  readonly origin: 'hex' | 'timeline' | 'conversation'
}

export interface HoverState {
  readonly pointed: Pointed | null
}

export interface HoverStore extends StoreApi<HoverState> {
  /** The pointer is over these bytes. Told often: the same bytes once more tell nobody. */
  point(pointed: Pointed): void
  /** It has left them, in this pane. */
  leave(origin: Pointed['origin']): void
}

/** What is pointed at: one small value. */
export function createHoverStore(): HoverStore {
  const store = createStore<HoverState>()(() => ({ pointed: null }))
  return {
    ...store,
    point: (next) => {
      const { pointed } = store.getState()
      const same =
        pointed?.sessionId === next.sessionId &&
        pointed.direction === next.direction &&
        pointed.origin === next.origin &&
        pointed.range.start === next.range.start &&
        pointed.range.end === next.range.end
      if (!same) store.setState({ pointed: next })
    },
    leave: (origin) => {
      if (store.getState().pointed?.origin === origin) store.setState({ pointed: null })
    },
  }
}
