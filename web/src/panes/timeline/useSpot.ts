import { useEffect, useState } from 'react'
import type { FrameRow } from '@tcpscope/shared/api'
import type { Tile } from '@tcpscope/shared/trace'
import type { FrameCache } from '../../data/frameCache.ts'
import { cellAt, cellsOf, nearest, neighbour } from './laneShapes.ts'
import type { Row } from './layout.ts'
import { keyedX, type PlacedSpot } from './placedSpot.ts'
import type { Spot } from './spanWords.ts'
import type { Stretch } from './stretches.ts'
import { nsAt, xOf, type TimeView } from './timeView.ts'
import { pieceAt, type WaitPiece } from './waitShapes.ts'

/** The spot, and how it is moved. */
export interface Spots {
  readonly spot: PlacedSpot | null
  /** When what the spot is on begins: a cell, or that somebody is waited for; undefined: it is on neither. */
  readonly cellNs: number | undefined
  /** The first frame of its cell, once it is known. */
  readonly frame: FrameRow | null
  /** What is on a row at a moment. */
  readonly spotAt: (row: Row, ns: number) => Spot
  readonly setSpot: (spot: PlacedSpot | null) => void
  /** Puts the keyboard's cursor on a span of a row, and the span into view. */
  readonly stepTo: (row: Row, step: 1 | -1 | 0) => void
}

interface SpotOptions {
  readonly frames: FrameCache
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
export function useSpot(options: SpotOptions): Spots {
  const { frames, tiles, pieces, stretches, view, width, untilNs, onReveal } = options
  const [placed, setSpot] = useState<PlacedSpot | null>(null)
  const slack = ((view.end - view.start) / Math.max(1, width)) * 2

  const spotAt = (row: Row, ns: number): Spot => ({
    lane: row,
    cell: row === 'waits' ? null : (cellAt(cellsOf(tiles, row), ns, slack, untilNs) ?? null),
    stretch:
      row === 'waits' ? null : (stretches[row].find(({ start, end }) => ns >= start && ns < end) ?? null),
    wait: row === 'waits' ? (pieceAt(pieces, ns) ?? null) : null,
  })

  // The lanes may have moved under the pointer: it is over what is there now.
  // What keys have led to stays what it is, and moves with its span.
  const spot = placed && {
    ...placed,
    ...(placed.byKey ? { x: keyedX(placed, view, width) } : spotAt(placed.lane, nsAt(view, width, placed.x))),
  }
  const cellNs = spot?.cell?.start ?? spot?.wait?.start

  const stepTo = (row: Row, step: 1 | -1 | 0) => {
    const from = cellNs ?? view.start - 1
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

  const record = spot?.cell?.record ?? null
  useFrameOfSpot(frames, record)
  return {
    spot,
    cellNs,
    frame: record === null ? null : (frames.at(record) ?? null),
    spotAt,
    setSpot,
    stepTo,
  }
}

/** Reads the frame under the pointer, so that its number and offset can be named. */
function useFrameOfSpot(frames: FrameCache, record: number | null): void {
  useEffect(() => {
    if (record === null) return undefined
    const reader = frames.open()
    reader.want({ records: { start: record, end: record + 1 } })
    return () => reader.close()
  }, [frames, record])
}

/** The piece at a moment (step 0), the next one that begins behind it (1) or the last that begins before it (-1). */
function pieceBeside(pieces: readonly WaitPiece[], ns: number, step: 1 | -1 | 0): WaitPiece | undefined {
  if (step === 0) return pieceAt(pieces, Math.max(0, ns)) ?? pieces[0]
  return step === 1 ? pieces.find(({ start }) => start > ns) : pieces.findLast(({ start }) => start < ns)
}
