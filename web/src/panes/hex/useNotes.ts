import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'
import { useServices } from '../../stores/services.ts'

const NONE: readonly Note[] = []

/** The notes on bytes of one direction, by place. */
export function useNotes(sessionId: SessionId, direction: Direction): readonly Note[] {
  const { notes } = useServices()
  const all = useStore(notes, (state) => (state.sessionId === sessionId ? state.notes : NONE))
  return useMemo(() => all.filter((note) => note.direction === direction), [all, direction])
}
