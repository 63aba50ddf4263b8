import { useMemo } from 'react'
import { DIRECTIONS, type ByteRange, type Direction, type SessionId } from '@tcpscope/shared/base'
import { matchesIn, useMatches, type ShownMatches } from '../../stores/useMatches.ts'
import { markRows, ScrollBins, type Line, type RowLayout, type RowPart } from '../../widgets/hexrows/index.ts'
import { selectedParts, type DrawnRows } from './conversationRows.ts'

export interface FoundRows {
  /** The rows with found bytes marked in them. @param bytes what the rows show of each direction */
  readonly mark: (
    lines: readonly Line[],
    drawn: DrawnRows,
    bytes: Readonly<Record<Direction, readonly ByteRange[]>>,
  ) => readonly Line[]
  /** Where matches are among all records, for the scrollbar. */
  readonly scrollMarks: { readonly all: string; readonly current: string } | null
}

/** What was found in a session, as the conversation draws it. */
export function useFoundRows(id: SessionId, records: number, heightPx: number, layout: RowLayout): FoundRows {
  const found = useMatches(id)
  const scrollMarks = useMemo(() => found && marksOf(found, records, heightPx), [found, records, heightPx])
  return {
    scrollMarks,
    mark: (lines, drawn, bytes) => {
      if (!found) return lines
      const others: RowPart[] = []
      const current: RowPart[] = []
      for (const direction of DIRECTIONS) {
        for (const range of bytes[direction]) {
          const here = matchesIn(found, direction, range)
          for (const match of here.others) others.push(...selectedParts(drawn, direction, match))
          if (here.current) current.push(...selectedParts(drawn, direction, here.current))
        }
      }
      return markRows(
        lines,
        [
          { look: 'match', parts: others },
          { look: 'found', parts: current },
        ],
        layout,
      )
    },
  }
}

function marksOf(
  { list, current }: ShownMatches,
  records: number,
  heightPx: number,
): FoundRows['scrollMarks'] {
  if (list.size === 0) return null
  const add = (bins: ScrollBins, record: number | null) => {
    if (record !== null) bins.add(record / Math.max(1, records))
  }
  const all = new ScrollBins(heightPx)
  for (const direction of DIRECTIONS) list.each(direction, (_, record) => add(all, record))
  const here = new ScrollBins(heightPx)
  add(here, current?.record ?? null)
  return { all: all.path(), current: here.path() }
}
