import { useStore } from 'zustand'
import type { SessionId } from '@tcpscope/shared/base'
import type { Pointed } from './hover.ts'
import { useServices } from './services.ts'

/** What is pointed at of a session in another pane than this one; null: nothing. */
export function usePointed(id: SessionId, here: Pointed['origin']): Pointed | null {
  const { hover } = useServices()
  return useStore(hover, ({ pointed }) =>
    pointed?.sessionId === id && pointed.origin !== here ? pointed : null,
  )
}
