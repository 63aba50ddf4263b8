import { createStore, type StoreApi } from 'zustand/vanilla'

export type SessionTab = 'panes' | 'conversation' | 'facts'

/** How things are shown. (The colour scheme is Mantine's own: `useMantineColorScheme`.) */
export interface ViewState {
  /** Since when the view stands still, ms since 1970; null: it moves. Capture goes on meanwhile. */
  readonly frozenAtMs: number | null
  /** Hex panes and conversation stay at the newest byte. */
  readonly followTail: boolean
  readonly sessionTab: SessionTab
}

export interface ViewStore extends StoreApi<ViewState> {
  toggleFreeze(nowMs?: number): void
  setFollowTail(on: boolean): void
  setSessionTab(tab: SessionTab): void
}

export function createViewStore(): ViewStore {
  const store = createStore<ViewState>()(() => ({ frozenAtMs: null, followTail: true, sessionTab: 'panes' }))
  return {
    ...store,
    toggleFreeze: (nowMs = Date.now()) =>
      store.setState(({ frozenAtMs }) => ({ frozenAtMs: frozenAtMs === null ? nowMs : null })),
    setFollowTail: (followTail) => store.setState({ followTail }),
    setSessionTab: (sessionTab) => store.setState({ sessionTab }),
  }
}
