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
}

/** The list's keys: while it has the focus, or nothing has. */
export function useListKeys(list: RefObject<HTMLElement | null>, keys: ListKeys): void {
  const newest = useRef(keys)
  useEffect(() => {
    newest.current = keys
  })
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const { target } = event
      const here = target === document.body || (target instanceof Node && list.current?.contains(target))
      if (!here || isTyping(target)) return
      const { cursor, count, pageRows, moveTo, enter, remove, star } = newest.current
      const next = moveBy(event.key, cursor, count, pageRows())
      if (next !== undefined) moveTo(next)
      else if (event.key === 'Enter' && !isControl(target)) enter()
      else if (event.key === 'Delete') remove()
      else if (event.key === 's') star()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [list])
}
