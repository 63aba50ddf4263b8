import type { KeyboardEvent } from 'react'
import type { ByteRange } from '@tcpscope/shared/base'
import { gapAt } from '../../data/gaps.ts'
import { maxTop } from '../../widgets/hexrows/index.ts'
import { moveCursor, stepOfKey } from './byteCursor.ts'
import type { HexSelection } from './useHexSelection.ts'
import type { HexPlace } from './useHexPlace.ts'

interface HexKeys {
  readonly place: HexPlace
  readonly selection: HexSelection
  readonly live: boolean
  /** Where the gaps of the capture are: no frame is there. */
  readonly gaps: readonly ByteRange[]
  /** Copies what is selected. */
  readonly onCopy: () => void
  /** Shows more or fewer values of what is selected. */
  readonly onInspector: () => void
}

/**
 * The keys of a hex pane.
 * @returns a handler that says whether it took the key
 */
export function hexKeys({
  place,
  selection,
  live,
  gaps,
  onCopy,
  onInspector,
}: HexKeys): (event: KeyboardEvent) => boolean {
  const { scroll, box } = place
  const { first, length, layout } = place.window

  const moveTo = (step: number, extend: boolean) => {
    const at = first * layout.bytes
    const next = moveCursor(selection.cursor() ?? { anchor: at, head: at }, step, extend, length)
    selection.select(next)
    place.show(next.head)
  }
  const withControl = (key: string): boolean => {
    switch (key.toLowerCase()) {
      case 'c':
        if (!selection.range) return false
        onCopy()
        return true
      case 'a':
        // All bytes of the stream, not all words of the page.
        if (length > 0) selection.select({ anchor: 0, head: length - 1 })
        return true
      default:
        return false
    }
  }
  const toEnd = (key: 'Home' | 'End', shiftKey: boolean) => {
    if (shiftKey && length > 0) moveTo(key === 'Home' ? -length : length, true)
    else if (key === 'End' && live) scroll.setFollow(true)
    else scroll.scrollTo(key === 'Home' ? 0 : maxTop(box))
    return true
  }
  /** The frame behind what is selected, or before it; without a selection the one at the upper edge. */
  const toFrame = (key: '[' | ']'): boolean => {
    if (length === 0) return false
    const { range } = selection
    let at = first * layout.bytes
    if (range) at = key === '[' ? range.start - 1 : range.end
    const gap = gapAt(gaps, at)
    if (gap) at = key === '[' ? gap.start - 1 : gap.end
    if (at >= 0 && at < length) selection.selectFrame(at)
    return true
  }
  const step = (key: string, shiftKey: boolean): boolean => {
    const bytes = stepOfKey(key, place.pageRows, layout.bytes)
    if (bytes === undefined || length === 0) return false
    if (shiftKey || (selection.range && !key.startsWith('Page'))) moveTo(bytes, shiftKey)
    else if (Math.abs(bytes) >= layout.bytes) scroll.scrollBy(bytes / layout.bytes)
    else return false
    return true
  }

  return ({ key, shiftKey, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey) return withControl(key)
    if (altKey) return false
    switch (key) {
      case 'Escape':
        if (!selection.range) return false
        selection.clear()
        return true
      case '.':
        if (!selection.range) return false
        place.reveal(selection.range.start)
        return true
      case '[':
      case ']':
        return toFrame(key)
      case 'i':
        onInspector()
        return true
      case 'Home':
      case 'End':
        return toEnd(key, shiftKey)
      default:
        return step(key, shiftKey)
    }
  }
}
