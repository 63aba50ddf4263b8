import type { KeyboardEvent } from 'react'
import { isChord } from '../../base/keys.ts'

/** What keys do in the conversation. `false`: there was nothing to do, so the key is left to others. */
export interface KeyActions {
  readonly copy: () => boolean
  readonly scrollBy: (rows: number) => void
  /** What a page of rows is, one less than are in view. */
  readonly pageRows: number
  readonly toBegin: () => void
  readonly toEnd: () => void
  readonly toggleInspector: () => void
  /** Selects the frame before or behind. */
  readonly stepFrame: (step: 1 | -1) => void
  readonly clear: () => boolean
}

/** @returns a handler that says whether it took the key */
export function conversationKeys(actions: KeyActions): (event: KeyboardEvent) => boolean {
  const { scrollBy, pageRows, stepFrame } = actions
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => scrollBy(-1),
    ArrowDown: () => scrollBy(1),
    PageUp: () => scrollBy(-pageRows),
    PageDown: () => scrollBy(pageRows),
    Home: actions.toBegin,
    End: actions.toEnd,
    i: actions.toggleInspector,
    '[': () => stepFrame(-1),
    ']': () => stepFrame(1),
  }
  return (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') return actions.copy()
    if (isChord(event)) return false
    if (event.key === 'Escape') return actions.clear()
    if (!Object.hasOwn(keys, event.key)) return false
    keys[event.key]!()
    return true
  }
}
