import { BLOCKERS, bucketWidth, type Blocker, type Tile, tileWidth, type Wait } from '@tcpscope/shared/trace'
import { xOf, type TimeView } from './timeView.ts'

/** A time that is put down to one blocker, or to several where they cannot be told apart at this resolution. */
export interface WaitPiece {
  /** ns since the session's start */
  readonly start: number
  readonly end: number
  /** ns of each blocker, the longest first. */
  readonly parts: readonly { readonly blocker: Blocker; readonly ns: number }[]
}

/** A rectangle on the strip, px. */
export interface WaitBand {
  readonly from: number
  readonly to: number
  readonly top: number
  readonly height: number
}

/** What tiles know of waiting, in order; equal neighbours are one. Tiles are of one level, in order. */
export function waitPieces(tiles: readonly Tile[]): WaitPiece[] {
  const pieces: WaitPiece[] = []
  const put = (piece: WaitPiece): void => {
    const last = pieces.at(-1)
    const [own, before] = [piece.parts[0], last?.parts[0]]
    const same = piece.parts.length === 1 && last?.parts.length === 1 && own?.blocker === before?.blocker
    if (last && own && before && same && last.end === piece.start) {
      const parts = [{ blocker: own.blocker, ns: before.ns + own.ns }]
      pieces[pieces.length - 1] = { start: last.start, end: piece.end, parts }
    } else pieces.push(piece)
  }
  for (const { level, index, waits } of tiles) {
    const width = bucketWidth(level)
    const begin = index * tileWidth(level)
    const until = waits.ends?.last.end ?? begin
    for (let i = 0; i < waits.runs.length;) {
      const [bucket, buckets] = waits.runs[i]!
      const parts: { blocker: Blocker; ns: number }[] = []
      for (; waits.runs[i]?.[0] === bucket; i++) {
        const [, , kind, ns] = waits.runs[i]!
        parts.push({ blocker: BLOCKERS[kind] ?? 'own', ns })
      }
      const start = begin + bucket * width
      // Only the newest bucket is not full.
      const end = Math.min(start + buckets * width, Math.max(until, start + 1))
      put({ start, end, parts: parts.toSorted((a, b) => b.ns - a.ns) })
    }
  }
  return pieces
}

/** Tiles of one resolution: while finer ones are on their way the overview stands for them. */
export function ofOneLevel(tiles: readonly Tile[]): readonly Tile[] {
  const level = tiles[0]?.level
  return tiles.filter((tile) => tile.level === level)
}

/** With what goes on now at the end: nothing has happened since `fromNs`. */
export function withTail(
  pieces: readonly WaitPiece[],
  now: Wait | null,
  fromNs: number,
  untilNs: number,
): readonly WaitPiece[] {
  const start = Math.max(fromNs, pieces.at(-1)?.end ?? 0)
  if (!now || untilNs <= start) return pieces
  return [...pieces, { start, end: untilNs, parts: [{ blocker: now.blocker, ns: untilNs - start }] }]
}

/**
 * Pieces as rectangles of a strip `height` px high: several blockers of one piece stand above one another, each as
 * high as its share. Whole pixels high, and joined where they touch, so that their number follows from the width.
 */
export function waitBands(
  pieces: readonly WaitPiece[],
  view: TimeView,
  width: number,
  height: number,
): Readonly<Record<Blocker, WaitBand[]>> {
  const bands = Object.fromEntries(
    BLOCKERS.map((blocker) => [blocker, [] as WaitBand[]]),
  ) as unknown as Record<Blocker, WaitBand[]>
  for (const { start, end, parts } of pieces) {
    const from = Math.max(-1, xOf(view, width, start))
    const to = Math.min(width + 1, xOf(view, width, end))
    if (to <= 0 || from >= width) continue
    const total = parts.reduce((sum, part) => sum + part.ns, 0)
    let sum = 0
    // In the order of BLOCKERS: a colour keeps its place from one column to the next.
    for (const { blocker, ns } of parts.toSorted(
      (a, b) => BLOCKERS.indexOf(a.blocker) - BLOCKERS.indexOf(b.blocker),
    )) {
      const top = Math.round((sum / total) * height)
      sum += ns
      const high = Math.round((sum / total) * height) - top
      if (high > 0) push(bands[blocker], { from, to, top, height: high })
    }
  }
  return bands
}

function push(bands: WaitBand[], next: WaitBand): void {
  const last = bands.at(-1)
  if (last && last.top === next.top && last.height === next.height && next.from <= last.to + 0.5) {
    bands[bands.length - 1] = { ...last, to: Math.max(last.to, next.to) }
  } else bands.push(next)
}

/** One SVG path for all rectangles of a blocker, on a strip that begins at `y`. */
export function waitPath(bands: readonly WaitBand[], y: number): string {
  return bands
    .map(({ from, to, top, height }) => {
      const left = Math.round(from * 10) / 10
      const wide = Math.max(0.5, Math.round((to - from) * 10) / 10)
      return `M${left} ${y + top}h${wide}v${height}h${-wide}z`
    })
    .join('')
}

/** The piece that holds a moment. */
export function pieceAt(pieces: readonly WaitPiece[], ns: number): WaitPiece | undefined {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.end ?? 0) > ns) high = middle
    else low = middle + 1
  }
  const found = pieces[low]
  return found && found.start <= ns ? found : undefined
}
