import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import type { FoundMatch, MatchList } from './matchList.ts'
import { useServices } from './services.ts'

/** What was found in a session, as a pane draws it: another object whenever something has changed. */
export interface ShownMatches {
  readonly list: MatchList
  readonly current: FoundMatch | null
}

/** Null while nothing is looked for in that session. */
export function useMatches(id: SessionId): ShownMatches | null {
  const { find } = useServices()
  const shown = useStore(find, (state) => state.open && state.sessionId === id)
  const version = useStore(find, (state) => state.version)
  const current = useStore(find, (state) => state.current)
  return useMemo(
    () => (shown ? { list: find.matches, current } : null),
    // The list changes in place; its version says when.
    // oxlint-disable-next-line react/exhaustive-deps
    [find, shown, version, current],
  )
}

/** The matches that touch a range of a direction, and the current one apart from them if it is among them. */
export function matchesIn(
  { list, current }: ShownMatches,
  direction: Direction,
  range: ByteRange,
): { readonly others: readonly ByteRange[]; readonly current: ByteRange | null } {
  const { first, last } = list.touching(direction, range)
  const others: ByteRange[] = []
  let here: ByteRange | null = null
  for (let index = first; index < last; index++) {
    const match = list.at({ direction, index })
    if (current?.direction === direction && current.range.start === match.range.start) here = match.range
    else others.push(match.range)
  }
  return { others, current: here }
}
