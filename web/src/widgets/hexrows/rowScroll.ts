/**
 * Scrolling counted in rows, not in pixels of a tall element: browsers stop at some ten million pixels, a
 * stream of 10 GB has 671 million rows. `top` is the row at the upper edge, with a fraction; at 2^53 / 16
 * rows a double still holds an eighth of a row.
 */
export interface ScrollBox {
  /** Rows there are. */
  readonly rows: number
  /** Height of what shows them, px, and of one row. */
  readonly heightPx: number
  readonly rowPx: number
}

/** The smallest thumb a person can still grab, px. */
export const MIN_THUMB = 24

/** The `top` at which the last row ends at the lower edge; 0 when all rows fit. */
export function maxTop({ rows, heightPx, rowPx }: ScrollBox): number {
  return Math.max(0, rows - heightPx / rowPx)
}

/** A top that the box can have. */
export function clampTop(top: number, box: ScrollBox): number {
  return Math.min(Math.max(0, top), maxTop(box))
}

/** The rows to draw, and how far (px, <= 0) the first of them is shifted up. */
export function visibleRows(top: number, box: ScrollBox): { first: number; count: number; shiftPx: number } {
  const at = clampTop(top, box)
  const first = Math.floor(at)
  const shiftPx = (first - at) * box.rowPx
  const fits = Math.ceil((box.heightPx - shiftPx) / box.rowPx)
  return { first, count: Math.max(0, Math.min(fits, box.rows - first)), shiftPx }
}

/** Where the thumb of the scrollbar is on a track, px; null when everything fits and there is none. */
export function thumbAt(
  top: number,
  box: ScrollBox,
  trackPx: number,
): { startPx: number; sizePx: number } | null {
  const most = maxTop(box)
  if (most === 0 || trackPx <= 0) return null
  const share = box.heightPx / box.rowPx / box.rows
  const sizePx = Math.min(trackPx, Math.max(MIN_THUMB, share * trackPx))
  return { startPx: (clampTop(top, box) / most) * (trackPx - sizePx), sizePx }
}

/** The `top` for a thumb that was dragged to `startPx`: the inverse of thumbAt. */
export function topOfThumb(startPx: number, box: ScrollBox, trackPx: number): number {
  const thumb = thumbAt(0, box, trackPx)
  if (!thumb || trackPx === thumb.sizePx) return 0
  return clampTop((startPx / (trackPx - thumb.sizePx)) * maxTop(box), box)
}

/** The `top` nearest to the present one that shows a row entirely. */
export function topToShow(row: number, top: number, box: ScrollBox): number {
  const at = clampTop(top, box)
  if (row < at) return clampTop(row, box)
  const lowest = row + 1 - box.heightPx / box.rowPx
  return lowest > at ? clampTop(lowest, box) : at
}

/** The `top` that puts a row a third down the view, unless it is in view already. */
export function topToReveal(row: number, top: number, box: ScrollBox): number {
  const at = clampTop(top, box)
  if (row >= at && row + 1 <= at + box.heightPx / box.rowPx) return at
  return clampTop(row - Math.floor(box.heightPx / box.rowPx / 3), box)
}

/** Rows that a wheel event moves by. Modes are those of WheelEvent: 0 pixels, 1 lines, 2 pages. */
export function wheelRows(deltaY: number, deltaMode: number, box: ScrollBox): number {
  if (deltaMode === 1) return deltaY
  if (deltaMode === 2) return (deltaY * box.heightPx) / box.rowPx
  return deltaY / box.rowPx
}
