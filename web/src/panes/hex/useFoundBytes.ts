import { useMemo } from 'react'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import { matchesIn, useMatches, type ShownMatches } from '../../stores/useMatches.ts'
import { markRows, rangeParts, ScrollBins, type Line, type ScrollBox } from '../../widgets/hexrows/index.ts'
import { bytesInView, type HexWindow } from './hexView.ts'

export interface FoundBytes {
  /** The rows with found bytes marked in them. */
  readonly mark: (lines: readonly Line[], window: HexWindow) => readonly Line[]
  /** Where matches are in the whole stream, for the scrollbar. */
  readonly scrollMarks: { readonly all: string; readonly current: string } | null
}

/** What was found in one direction, as its pane draws it. @param rowBytes bytes a row */
export function useFoundBytes(
  id: SessionId,
  direction: Direction,
  { rows, heightPx }: ScrollBox,
  rowBytes: number,
): FoundBytes {
  const found = useMatches(id)
  const scrollMarks = useMemo(
    () => found && marksOf(found, direction, rows, heightPx, rowBytes),
    [found, direction, rows, heightPx, rowBytes],
  )
  return {
    scrollMarks,
    mark: (lines, window) => {
      if (!found) return lines
      const { first, count, layout } = window
      const { others, current } = matchesIn(found, direction, bytesInView(window))
      const partsOf = (range: ByteRange) => rangeParts(range, first, count, layout.bytes)
      return markRows(
        lines,
        [
          { look: 'match', parts: others.flatMap(partsOf) },
          { look: 'found', parts: current ? partsOf(current) : [] },
        ],
        layout,
      )
    },
  }
}

function marksOf(
  { list, current }: ShownMatches,
  direction: Direction,
  rows: number,
  heightPx: number,
  rowBytes: number,
): FoundBytes['scrollMarks'] {
  if (list.size === 0) return null
  const share = (offset: number) => Math.floor(offset / rowBytes) / Math.max(1, rows)
  const all = new ScrollBins(heightPx)
  list.each(direction, (start) => all.add(share(start)))
  const here = new ScrollBins(heightPx)
  if (current?.direction === direction) here.add(share(current.range.start))
  return { all: all.path(), current: here.path() }
}
