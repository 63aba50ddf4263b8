import type { Sort } from '@tcpscope/shared/api'
import type { ListColumn } from '../../stores/listSettings.ts'

export type ColumnId = 'state' | ListColumn | 'ending' | 'actions'

/** A column of the list: its heading, the track of the grid it has, and what a click on the heading sorts by. */
export interface Column {
  readonly id: ColumnId
  readonly title: string
  /** px it needs at least. */
  readonly least: number
  /** Its share of what is left over; 0: it stays as narrow as it can. */
  readonly share: number
  readonly sort?: Sort
  /** Numbers stand at the right, and the first click on the heading shows the largest. */
  readonly isNumber?: boolean
}

const CLOSE: Column = { id: 'close', title: 'Closed by', least: 78, share: 0.9, sort: 'close' }

/** All of them, in their order. */
export const COLUMNS: readonly Column[] = [
  { id: 'state', title: 'State', least: 132, share: 0, sort: 'state' },
  { id: 'number', title: '#', least: 56, share: 0, sort: 'number', isNumber: true },
  { id: 'listener', title: 'Listener', least: 84, share: 0.8, sort: 'listener' },
  { id: 'client', title: 'Client', least: 124, share: 1.2, sort: 'client' },
  { id: 'target', title: 'Target', least: 124, share: 1.4, sort: 'target' },
  { id: 'up', title: '↑ bytes', least: 76, share: 0, sort: 'up', isNumber: true },
  { id: 'down', title: '↓ bytes', least: 76, share: 0, sort: 'down', isNumber: true },
  { id: 'rate', title: 'Rate', least: 118, share: 0, isNumber: true },
  { id: 'duration', title: 'Age', least: 72, share: 0, sort: 'duration', isNumber: true },
  { id: 'waits', title: 'Waits on', least: 152, share: 1 },
  CLOSE,
  { id: 'comment', title: 'Comment', least: 120, share: 1.4 },
  { id: 'actions', title: '', least: 28, share: 0 },
]

/**
 * Who is waited for and who closed, in one column where there is no room for two: a session that lives is not closed
 * yet, and one that has ended waits for nobody. Where there is not even room for that, who closed has a narrow one.
 */
const ENDING: Column = { id: 'ending', title: 'Waits on / closed by', least: 152, share: 1, sort: 'close' }

/** Which go first when there is no room for all that were chosen. The listener has a filter of its own at the side. */
const GO_FIRST: readonly ColumnId[] = ['comment', 'listener', 'waits', 'rate', 'duration', 'ending', 'close']

/**
 * The columns that are shown: those that were not hidden, and for which there is room.
 * @param width px; 0: not known yet, all are shown
 */
export function shownColumns(hidden: readonly ListColumn[], width: number): readonly Column[] {
  let shown = COLUMNS.filter(({ id }) => !(hidden as readonly ColumnId[]).includes(id))
  for (const id of GO_FIRST) {
    if (width === 0 || leastWidth(shown) <= width) break
    if (id === 'waits') shown = merged(shown)
    else if (id === 'ending') shown = shown.map((column) => (column === ENDING ? CLOSE : column))
    else shown = shown.filter((column) => column.id !== id)
  }
  return shown
}

/** The same without a column of its own for who is waited for: what it says, the column of who closed says, too. */
function merged(columns: readonly Column[]): Column[] {
  const waits = columns.some(({ id }) => id === 'waits')
  return columns
    .filter(({ id }) => id !== 'waits')
    .map((column) => (waits && column.id === 'close' ? ENDING : column))
}

function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { least }) => sum + least, 0)
}

/** The grid's tracks. */
export function gridTemplate(columns: readonly Column[]): string {
  return columns
    .map(({ least, share }) => (share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`))
    .join(' ')
}
