import { useState } from 'react'
import type { Tile } from '@tcpscope/shared/trace'
import { cellAt, cellsOf, nearest, neighbour } from './laneShapes.ts'
import type { Row } from './layout.ts'
import type { Spot } from './spanWords.ts'
import type { Stretch } from './stretches.ts'
import { xOf, type TimeView } from './timeView.ts'
import { pieceAt, type WaitPiece } from './waitShapes.ts'

/** A spot and where it is drawn. */
export type PlacedSpot = Spot & { readonly x: number; readonly byKey: boolean }

interface SpotOptions {
  readonly tiles: readonly Tile[]
  readonly pieces: readonly WaitPiece[]
  readonly stretches: Readonly<Record<Exclude<Row, 'waits'>, readonly Stretch[]>>
  readonly view: TimeView
  readonly width: number
  readonly untilNs: number
  /** Bring this moment into view. */
  readonly onReveal: (ns: number) => void
}

/** What is under the pointer, or under the cursor that keys move from span to span. */
export function useSpot({ tiles, pieces, stretches, view, width, untilNs, onReveal }: SpotOptions) {
  const [spot, setSpot] = useState<PlacedSpot | null>(null)
  const slack = ((view.end - view.start) / Math.max(1, width)) * 2

  const spotAt = (row: Row, ns: number): Spot => ({
    lane: row,
    cell: row === 'waits' ? null : (cellAt(cellsOf(tiles, row), ns, slack, untilNs) ?? null),
    stretch:
      row === 'waits' ? null : (stretches[row].find(({ start, end }) => ns >= start && ns < end) ?? null),
    wait: row === 'waits' ? (pieceAt(pieces, ns) ?? null) : null,
  })

  /** Puts the keyboard's cursor on a span of a row, and the span into view. */
  const stepTo = (row: Row, step: 1 | -1 | 0) => {
    const from = spot?.cell?.start ?? spot?.wait?.start ?? view.start - 1
    const kept = step === 0 ? null : spot
    if (row === 'waits') {
      const wait = pieceBeside(pieces, from, step) ?? kept?.wait ?? null
      const ns = wait?.start ?? view.start
      onReveal(ns)
      setSpot({ lane: row, cell: null, stretch: null, wait, x: xOf(view, width, ns), byKey: true })
      return
    }
    const cells = cellsOf(tiles, row)
    const next = step === 0 ? nearest(cells, from, untilNs) : neighbour(cells, from, step)
    const cell = next ?? kept?.cell ?? null
    const ns = cell?.start ?? view.start
    onReveal(ns)
    setSpot({ ...spotAt(row, ns), cell, x: xOf(view, width, ns), byKey: true })
  }

  return { spot, setSpot, spotAt, stepTo }
}

/** The piece at a moment (step 0), the next one that begins behind it (1) or the last that begins before it (-1). */
function pieceBeside(pieces: readonly WaitPiece[], ns: number, step: 1 | -1 | 0): WaitPiece | undefined {
  if (step === 0) return pieceAt(pieces, Math.max(0, ns)) ?? pieces[0]
  return step === 1 ? pieces.find(({ start }) => start > ns) : pieces.findLast(({ start }) => start < ns)
}
