import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'

/** Where a selection was made: the pane that made it need not scroll to it. */
export type SelectionOrigin = 'hex' | 'timeline' | 'conversation' | 'url' | 'palette' | 'find' | 'notes'

/**
 * The one thing that is selected: bytes of a direction, or a frame, seen alike by hex panes, conversation and
 * timeline. Selecting in one of them replaces the whole.
 */
export interface Selection {
  readonly sessionId: SessionId | null
  readonly direction: Direction | null
  readonly range: ByteRange | null
  /** Place in the frame index. */
  readonly record: number | null
  readonly origin: SelectionOrigin | null
}

export interface SelectionStore extends StoreApi<Selection> {
  select(selection: Partial<Selection> & { readonly sessionId: SessionId; origin: SelectionOrigin }): void
  /** Nothing is selected in this session. */
  clear(sessionId: SessionId | null): void
}

const NOTHING: Selection = { sessionId: null, direction: null, range: null, record: null, origin: null }

/** The one selection of the page: nothing at first. */
export function createSelectionStore(): SelectionStore {
  const store = createStore<Selection>()(() => NOTHING)
  return {
    ...store,
    select: (selection) => store.setState({ ...NOTHING, ...selection }, true),
    clear: (sessionId) => store.setState({ ...NOTHING, sessionId }, true),
  }
}
