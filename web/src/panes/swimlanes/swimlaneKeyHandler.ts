import type { KeyboardEvent } from 'react'
import { isChord } from '../../base/keys.ts'
import { nsAt, panView, zoomView } from '../../widgets/timeview/index.ts'
import { stepBar, type Bar } from './bars.ts'
import { swimlaneAction } from './swimlaneKeys.ts'
import type { ClockView } from './useClockView.ts'
import type { SwimCursor } from './useSwimCursor.ts'

interface SwimlaneKeysOptions {
  readonly shown: ClockView
  readonly bars: readonly Bar[]
  readonly cursor: SwimCursor
  readonly onOpen: (id: Bar['span']['id']) => void
  /** Filter the list to what is in view. */
  readonly onBrush: () => void
  /** Ends that. Returns whether there was anything to end. */
  readonly onClear: () => boolean
}

/** What the keys of the swimlanes do. The handler returns whether it took a key. */
export function swimlaneKeyHandler(options: SwimlaneKeysOptions): (event: KeyboardEvent) => boolean {
  const { shown, bars, cursor, onOpen, onBrush, onClear } = options
  const { untilNs, show } = shown
  const { view, width } = shown.clock
  return (event) => {
    const action = swimlaneAction(event.key)
    if (!action || isChord(event)) return false
    switch (action.type) {
      case 'zoom': {
        const at = cursor.spot ? nsAt(view, Math.max(1, width), cursor.spot.x) : (view.start + view.end) / 2
        show(zoomView(view, action.factor, at, untilNs))
        return true
      }
      case 'pan':
        show(panView(view, action.share * (view.end - view.start), untilNs))
        return true
      case 'fit':
        shown.fit()
        return true
      case 'brush':
        onBrush()
        return true
      case 'clear':
        return onClear()
      case 'open':
        if (cursor.bar) onOpen(cursor.bar.span.id)
        return cursor.bar !== undefined
      case 'step': {
        const next = stepBar(bars, cursor.bar, action.key)
        if (next) cursor.goTo(next)
        return true
      }
      default:
        return action satisfies never
    }
  }
}
