import type { KeyboardEvent } from 'react'
import type { Cell, LaneId } from '@tcpscope/shared/trace'
import { isChord } from '../../base/keys.ts'
import { ROWS } from './layout.ts'
import { timelineAction } from './timelineKeys.ts'
import { areaBetween, panView, zoomView, type TimeView } from './timeView.ts'
import type { SelectedTimes } from './useFrameTimes.ts'
import type { Spots } from './useSpot.ts'
import type { TimelineView } from './useTimelineView.ts'

interface TimelineKeysOptions {
  readonly shown: TimelineView
  readonly spots: Spots
  readonly area: TimeView | null
  readonly selected: SelectedTimes | null
  readonly onArea: (area: TimeView | null) => void
  readonly onSelect: (lane: LaneId, cell: Cell) => void
  /** Go to the next note, or the one before. @returns whether there is one */
  readonly onNote: (step: 1 | -1) => boolean
  /** Show everything as of the moment the cursor is on. */
  readonly onMoment: () => void
}

/** What the keys of the timeline do. The handler returns whether it took a key. */
export function timelineKeyHandler(options: TimelineKeysOptions): (event: KeyboardEvent) => boolean {
  const { shown, spots, area, selected, onArea, onSelect, onNote, onMoment } = options
  const { view, untilNs, show } = shown
  const { spot, stepTo } = spots
  return (event) => {
    const action = timelineAction(event.key)
    if (!action || isChord(event)) return false
    const span = view.end - view.start
    const lane = spot?.lane ?? 'copier-up'
    switch (action.type) {
      case 'zoom':
        show(zoomView(view, action.factor, spots.cellNs ?? (view.start + view.end) / 2, untilNs))
        return true
      case 'pan':
        show(panView(view, Math.max(-untilNs - span, Math.min(untilNs + span, action.share * span)), untilNs))
        return true
      case 'fit':
        shown.fit()
        return true
      case 'area':
        onArea(areaBetween(view.start, view.end, untilNs))
        return true
      case 'clear':
        onArea(null)
        // Without an area Esc leaves the session, as everywhere.
        return area !== null
      case 'lane': {
        // The first press shows where the cursor is; only then it moves.
        const at = ROWS.indexOf(lane) + (spot ? action.step : 0)
        stepTo(ROWS[Math.max(0, Math.min(ROWS.length - 1, at))] ?? lane, 0)
        return true
      }
      case 'span':
        stepTo(lane, action.step)
        return true
      case 'select':
        if (!spot?.cell || spot.lane === 'waits') return false
        onSelect(spot.lane, spot.cell)
        return true
      case 'note':
        return onNote(action.step)
      case 'moment':
        onMoment()
        return true
      case 'reveal':
        if (!selected) return false
        shown.centre((selected.start + selected.end) / 2)
        return true
      default:
        return action satisfies never
    }
  }
}
