import type { SessionId } from '@tcpscope/shared/base'

/** Which rows are selected to do something with: some, or all that match but some. */
export interface RowSelection {
  /** All sessions that match, also those that are not held and those that come. */
  readonly all: boolean
  /** The selected ones; when `all`, those that are not. */
  readonly ids: ReadonlySet<SessionId>
  /** Where a selection of several rows begins. */
  readonly anchor: SessionId | null
}

export const NONE_SELECTED: RowSelection = { all: false, ids: new Set(), anchor: null }
export const ALL_SELECTED: RowSelection = { all: true, ids: new Set(), anchor: null }

/** Whether a row is selected. */
export function isSelected({ all, ids }: RowSelection, id: SessionId): boolean {
  return all !== ids.has(id)
}

/** @param total all sessions that match */
export function countSelected({ all, ids }: RowSelection, total: number): number {
  return all ? Math.max(0, total - ids.size) : ids.size
}

/** The selection with a row taken in or out; ranges begin there. */
export function toggled(selection: RowSelection, id: SessionId): RowSelection {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ...selection, ids, anchor: id }
}

/**
 * With the rows between the anchor and this one selected, too.
 * @param order ids of the rows as they are shown
 */
export function extended(selection: RowSelection, order: readonly SessionId[], id: SessionId): RowSelection {
  const to = order.indexOf(id)
  if (to < 0) return selection
  const anchor = selection.anchor ?? id
  const from = order.indexOf(anchor)
  const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)]
  const ids = new Set(selection.ids)
  for (const one of order.slice(first, last + 1)) {
    if (selection.all) ids.delete(one)
    else ids.add(one)
  }
  return { ...selection, ids, anchor }
}
