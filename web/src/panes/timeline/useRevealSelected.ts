import { useEffect, useRef } from 'react'
import { useServices } from '../../stores/services.ts'
import type { TimeView } from './timeView.ts'
import type { SelectedTimes } from './useFrameTimes.ts'

/** Whether nothing of it is in view. */
export function isOutOfView(
  { start, end }: TimeView,
  selected: Pick<SelectedTimes, 'start' | 'end'>,
): boolean {
  return selected.end < start || selected.start > end
}

/**
 * Calls `onReveal` once with what was selected in another pane when it is out of view: the lanes come along, as the
 * hex panes and the conversation do.
 */
export function useRevealSelected(
  selected: SelectedTimes | null,
  view: TimeView,
  onReveal: (selected: SelectedTimes) => void,
): void {
  const { selection } = useServices()
  const latest = useRef({ view, onReveal })
  useEffect(() => {
    latest.current = { view, onReveal }
  })
  // A selection is one object for as long as it lasts; its times come later, and change while it is logged.
  const done = useRef<object | null>(null)
  useEffect(() => {
    const now = selection.getState()
    if (!selected || done.current === now) return
    done.current = now
    if (now.origin === 'timeline' || !isOutOfView(latest.current.view, selected)) return
    latest.current.onReveal(selected)
  }, [selection, selected])
}
