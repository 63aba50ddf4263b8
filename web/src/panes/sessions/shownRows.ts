import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'

/** Height of a row, px; the style sheet has the same as --ts-row. The head row is as high and sticks on top. */
export const ROW = 28

/** What of the held rows is drawn, and how many newer ones wait above. */
export interface ShownRows {
  readonly rows: readonly Session[]
  /** Sessions above the first drawn row. */
  readonly fresh: number
}

/**
 * While one has scrolled away from the top, sessions that came later are held back, so that nothing moves under
 * the eyes: only those up to `topId` are drawn.
 * @param topId the newest session when scrolling began; null: one is at the top and sees everything
 * @param arrived sessions that came later and are not held
 */
export function shownRows(rows: readonly Session[], topId: SessionId | null, arrived: number): ShownRows {
  if (topId === null) return { rows, fresh: arrived }
  const shown = rows.filter(({ id }) => id <= topId)
  return shown.length === rows.length
    ? { rows, fresh: arrived }
    : { rows: shown, fresh: rows.length - shown.length + arrived }
}

/** Where a key leads from row `index` (-1: nowhere yet) of `count`; undefined: the key means nothing here. */
export function moveBy(key: string, index: number, count: number, pageRows: number): number | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(last, index + 1)
    case 'ArrowUp':
    case 'k':
      return Math.max(0, index - 1)
    case 'PageDown':
      return Math.min(last, Math.max(0, index) + pageRows)
    case 'PageUp':
      return Math.max(0, index - pageRows)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

/** How the list is scrolled, px. */
export interface ScrollPlace {
  readonly top: number
  readonly height: number
}

/**
 * Where to scroll so that a row is wholly in view, below the head row, with as little movement as possible.
 * The same place when it is in view already.
 */
export function scrollTopShowing(index: number, { top, height }: ScrollPlace): number {
  const highest = index * ROW
  const lowest = highest + 2 * ROW - height
  return Math.max(0, Math.min(highest, Math.max(lowest, top)))
}
