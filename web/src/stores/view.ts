import { NANOS_PER_MS, type SessionId } from '@tcpscope/shared/base'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** What an opened session shows below its timeline; the first of them unless told otherwise. */
export const SESSION_TABS = ['panes', 'conversation', 'facts', 'notes'] as const
export type SessionTab = (typeof SESSION_TABS)[number]

/** A moment in the life of a session that its panes show, in place of the present. */
export interface AsOf {
  readonly sessionId: SessionId
  /** ns since the session's start, an integer >= 0. */
  readonly timeNs: number
  /** The same moment on the clock, ms since 1970, with a fraction. */
  readonly atMs: number
}

/** How things are shown. (The colour scheme is Mantine's own: `useMantineColorScheme`.) */
export interface ViewState {
  /** Since when the view stands still, ms since 1970; null: it moves. Capture goes on meanwhile. */
  readonly frozenAtMs: number | null
  /** Null: the newest that may be shown. Never set while the view moves. */
  readonly asOf: AsOf | null
  /** Hex panes and conversation stay at the newest byte. */
  readonly followTail: boolean
  readonly sessionTab: SessionTab
}

export interface ViewStore extends StoreApi<ViewState> {
  toggleFreeze(nowMs?: number): void
  /** Freezes the view, where it is not frozen yet, and has the panes of a session show it as of a moment. */
  showAsOf(
    session: { readonly id: SessionId; readonly startedAtMs: number },
    timeNs: number,
    nowMs?: number,
  ): void
  /** The view moves again, and shows the present. */
  goLive(): void
  setFollowTail(on: boolean): void
  setSessionTab(tab: SessionTab): void
}

/** How things are shown at first: moving, at the newest byte, in two panes. */
export function createViewStore(): ViewStore {
  const store = createStore<ViewState>()(() => ({
    frozenAtMs: null,
    asOf: null,
    followTail: true,
    sessionTab: 'panes',
  }))
  return {
    ...store,
    toggleFreeze: (nowMs = Date.now()) =>
      store.setState(({ frozenAtMs }) => ({ frozenAtMs: frozenAtMs === null ? nowMs : null, asOf: null })),
    showAsOf: ({ id, startedAtMs }, timeNs, nowMs = Date.now()) =>
      store.setState(({ frozenAtMs }) => ({
        frozenAtMs: frozenAtMs ?? nowMs,
        asOf: { sessionId: id, timeNs, atMs: startedAtMs + timeNs / NANOS_PER_MS },
      })),
    goLive: () => store.setState({ frozenAtMs: null, asOf: null }),
    setFollowTail: (followTail) => store.setState({ followTail }),
    setSessionTab: (sessionTab) => store.setState({ sessionTab }),
  }
}
