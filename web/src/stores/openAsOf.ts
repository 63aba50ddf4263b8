import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Session } from '@tcpscope/shared/api'

/** The open session as its panes show it while they show a moment: they have read how it was, which the list has not. */
export interface OpenAsOf {
  /** Null while no session is open, or while it is shown as it is. */
  readonly session: Session | null
}

export type OpenAsOfStore = StoreApi<OpenAsOf>

/** Nothing is known at first. */
export function createOpenAsOf(): OpenAsOfStore {
  return createStore<OpenAsOf>()(() => ({ session: null }))
}
