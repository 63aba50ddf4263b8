import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { useStore } from 'zustand'
import { isChord, ownKeys } from '../../base/keys.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { AXIS_PX, DRAWING_HEIGHT } from './layout.ts'
import { momentAction, momentAt, momentWords } from './moment.ts'
import { xOf, type TimeView } from './timeView.ts'
import { useMomentActions } from './useMomentActions.ts'
import classes from './Scrubber.module.css'

interface ScrubberProps {
  readonly feed: SessionFeed
  readonly view: TimeView
  readonly width: number
  readonly untilNs: number
}

/** The DOM id of the handle, for the button that puts the focus on it. */
export function scrubberId(feed: SessionFeed): string {
  return `moment-${feed.id}`
}

/**
 * The moment that is shown, over the lanes: a line, and a shade on all that came later. The time axis is the
 * track; pressing or dragging on it goes to that moment, letting go behind the newest one goes back to the present.
 */
export function Scrubber({ feed, view, width, untilNs }: ScrubberProps) {
  const { view: viewStore } = useServices()
  const shown = useStore(viewStore, ({ asOf }) => (asOf?.sessionId === feed.id ? asOf.timeNs : null))
  const act = useMomentActions(feed)
  const track = useRef<HTMLDivElement>(null)
  const dragging = useRef(false)
  const { startedAtMs } = feed.whole.getState().session
  const timeNs = shown ?? untilNs
  const x = xOf(view, width, timeNs)
  const { since, clock } = momentWords(timeNs, startedAtMs)

  const placeOf = (event: PointerEvent) => event.clientX - (track.current?.getBoundingClientRect().left ?? 0)
  const goTo = (event: PointerEvent) =>
    act({ type: 'to', timeNs: momentAt(view, width, placeOf(event), untilNs) }, timeNs, untilNs)
  return (
    <>
      {shown !== null && (
        <svg className={classes.overlay} width={width} height={DRAWING_HEIGHT} aria-hidden="true">
          {x < width && (
            <rect
              className={classes.later}
              x={Math.max(0, x)}
              y={0}
              width={width - Math.max(0, x)}
              height={DRAWING_HEIGHT - AXIS_PX}
            />
          )}
          {x >= 0 && x <= width && <path className={classes.line} d={`M${x} 0V${DRAWING_HEIGHT}`} />}
        </svg>
      )}
      <div
        ref={track}
        id={scrubberId(feed)}
        className={classes.track}
        style={{ height: AXIS_PX }}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input knows no zoom: its thumb would be elsewhere
        role="slider"
        tabIndex={0}
        aria-label="Moment that is shown"
        aria-valuemin={0}
        aria-valuemax={Math.round(untilNs)}
        aria-valuenow={Math.round(Math.min(timeNs, untilNs))}
        aria-valuetext={shown === null ? 'the present' : `${since}, ${clock}`}
        title="Press or drag: show everything as of that moment. Capture goes on."
        onPointerDown={(event) => {
          event.stopPropagation()
          if (event.button !== 0 || width === 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          dragging.current = true
          goTo(event)
        }}
        onPointerMove={(event) => {
          event.stopPropagation()
          if (dragging.current) goTo(event)
        }}
        onPointerUp={(event) => {
          event.stopPropagation()
          if (!dragging.current) return
          dragging.current = false
          if (placeOf(event) > xOf(view, width, untilNs)) act({ type: 'live' }, timeNs, untilNs)
        }}
        onPointerCancel={() => {
          dragging.current = false
        }}
        onKeyDown={ownKeys((event: KeyboardEvent) => {
          const action = isChord(event) ? null : momentAction(event.key, timeNs, view, untilNs)
          // Without a moment, Escape means what it means elsewhere.
          if (!action || (action.type === 'live' && shown === null)) return false
          act(action, timeNs, untilNs)
          return true
        })}
      >
        <span
          className={classes.handle}
          data-set={shown === null ? undefined : true}
          style={{ left: Math.max(0, Math.min(width, x)) }}
        />
      </div>
    </>
  )
}
