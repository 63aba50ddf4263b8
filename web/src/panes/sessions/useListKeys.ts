import { useEffect, useRef, type RefObject } from 'react'
import { isControl, isTyping } from '../../base/keys.ts'
import { moveBy } from './shownRows.ts'

interface ListKeys {
  /** Index of the row the cursor is on, or -1. */
  readonly cursor: number
  readonly count: number
  /** Rows in a screen. */
  readonly pageRows: () => number
  readonly moveTo: (index: number) => void
  readonly enter: () => void
  readonly remove: () => void
  readonly star: () => void
  /** Selects the row, or no longer. */
  readonly pick: () => void
  /** Selects up to the row at an index, and goes there. */
  readonly extendTo: (index: number) => void
  readonly pickAll: () => void
  /** @returns false when nothing was selected */
  readonly pickNone: () => boolean
}

/** The list's keys: while it has the focus, or nothing has. */
export function useListKeys(list: RefObject<HTMLElement | null>, keys: ListKeys): void {
  const newest = useRef(keys)
  useEffect(() => {
    newest.current = keys
  })
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey) return
      const { target } = event
      const here = target === document.body || (target instanceof Node && list.current?.contains(target))
      if (!here || isTyping(target)) return
      const { cursor, count, pageRows, moveTo, ...act } = newest.current
      if (event.ctrlKey || event.metaKey) {
        if (event.key !== 'a' || target === document.body) return
        act.pickAll()
        event.preventDefault()
        return
      }
      const next = moveBy(event.key, cursor, count, pageRows())
      if (next !== undefined) (event.shiftKey ? act.extendTo : moveTo)(next)
      else if (event.key === 'Enter' && !isControl(target)) act.enter()
      else if (event.key === 'Delete') act.remove()
      else if (event.key === 's') act.star()
      else if (event.key === 'x') act.pick()
      else if (event.key !== 'Escape' || !act.pickNone()) return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [list])
}
