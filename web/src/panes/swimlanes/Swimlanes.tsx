import { useCallback, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useStore } from 'zustand'
import { isLive } from '@tcpscope/shared/api'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { ownKeys } from '../../base/keys.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useBoxSize } from '../../widgets/hexrows/index.ts'
import { nsAt, Tip, useGestures, xOf, zoomView, type ViewMode } from '../../widgets/timeview/index.ts'
import { activityWords, drawActivity } from './activity.ts'
import { inLanes, layBars, xOfMs } from './bars.ts'
import { clockTicks } from './clockTicks.ts'
import { columnAt, columnWords } from './columns.ts'
import { SwimDrawing } from './SwimDrawing.tsx'
import { SwimlanesBar } from './SwimlanesBar.tsx'
import { swimlaneKeyHandler } from './swimlaneKeyHandler.ts'
import { spanWords } from './spanWords.ts'
import { useActivity } from './useActivity.ts'
import { useBrush } from './useBrush.ts'
import { useClockView, windowFor } from './useClockView.ts'
import { useSpans } from './useSpans.ts'
import { useSwimCursor } from './useSwimCursor.ts'
import classes from './Swimlanes.module.css'

const AXIS_PX = 18
/** Pixels a column of counts is wide, and columns asked for at most. */
const COLUMN_PX = 3
const MOST_COLUMNS = 800

/** All sessions of the list on one clock: a bar each, or, when they are many, how many were alive when. */
export function Swimlanes() {
  const { view: viewStore } = useServices()
  const { filter, setFilter, openId, openSession } = useRoute()
  const asOfMs = useStore(viewStore, ({ asOf }) => asOf?.atMs ?? null)
  const surface = useRef<HTMLDivElement>(null)
  const { width, height } = useBoxSize(surface)
  const [mode, setMode] = useState<ViewMode>({ kind: 'fit' })
  const [firstMs, setFirstMs] = useState<number | null>(null)
  const [packed, setPacked] = useState(true)
  // The range that is chosen is drawn over all sessions: it filters the list beside, not what is drawn.
  const { from, to, ...rest } = filter
  const key = JSON.stringify(rest)
  const shownFilter = useMemo(() => JSON.parse(key) as typeof rest, [key])
  const [live, setLive] = useState(true)
  const shown = useClockView(mode, setMode, firstMs, width, live)
  const { clock, untilNs, fits, show, fit, now } = shown
  const window = fits ? null : windowFor(clock.originMs, clock.view)
  const bins = Math.min(MOST_COLUMNS, Math.ceil(width / COLUMN_PX))
  const { list, error, retry } = useSpans(shownFilter, window, bins, setFirstMs)
  const anyLive = list?.spans?.some(isLive) ?? true
  if (anyLive !== live) setLive(anyLive)

  const drawing = Math.max(0, height - AXIS_PX)
  const { bars, lanes } = layBars(list?.spans ?? [], clock, packed)
  const cursor = useSwimCursor({ bars, lanes, width, height: drawing })
  const { spot } = cursor
  const activity = useActivity(inLanes(bars, cursor.top, drawing), clock)
  const msAt = (x: number) => clock.originMs + nsAt(clock.view, Math.max(1, width), x) / NANOS_PER_MS
  const brushTo = useCallback(
    (start: number, end: number) =>
      setFilter({
        from: Math.max(0, Math.floor(start)),
        to: Math.max(Math.floor(start) + 1, Math.ceil(end)),
      }),
    [setFilter],
  )
  const placeOf = (event: PointerEvent) => {
    const rect = surface.current?.getBoundingClientRect()
    return { x: event.clientX - (rect?.left ?? 0), y: event.clientY - (rect?.top ?? 0) }
  }
  const brush = useBrush(
    (event) => event.shiftKey || placeOf(event).y >= drawing,
    (brushed) => brushTo(msAt(brushed.from), msAt(brushed.to)),
  )
  const gestures = useGestures({
    surface,
    width,
    view: clock.view,
    untilNs,
    onView: show,
    onScroll: (px) => cursor.scrollTo(Math.max(0, Math.min(cursor.mostTop, cursor.top + px))),
    onHover: cursor.hover,
    onClick: (place) => {
      const bar = cursor.barUnder(place)
      if (bar) openSession(bar.span.id)
      else if (list && !list.spans) {
        show(zoomView(clock.view, 0.2, nsAt(clock.view, Math.max(1, width), place.x), untilNs))
      }
    },
  })

  const brushView = () => brushTo(msAt(0), Math.min(msAt(width), now))
  const clearRange = () => setFilter({ from: null, to: null })
  const range = from === undefined && to === undefined ? null : { from: from ?? 0, to: to ?? now }
  const onKey = swimlaneKeyHandler({
    shown,
    bars,
    cursor,
    onOpen: openSession,
    onBrush: brushView,
    onClear: () => {
      if (range) clearRange()
      return range !== null
    },
  })

  const column = list && !list.spans && spot ? columnAt(list, msAt(spot.x)) : -1
  const words = cursor.bar
    ? [
        ...spanWords(cursor.bar.span, now),
        ...activityWords(activity.known, cursor.bar.span.id, spot && !spot.byKey ? msAt(spot.x) : null),
      ]
    : list && column >= 0
      ? columnWords(list, column)
      : []
  return (
    <section className={classes.pane} aria-label="Swimlanes">
      <SwimlanesBar
        list={list}
        packed={packed}
        onPacked={setPacked}
        fits={fits}
        onFit={fit}
        range={range}
        onBrush={brushView}
        onClear={clearRange}
        error={error ?? activity.error}
        onRetry={() => {
          retry()
          activity.retry()
        }}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are its own */}
      <div
        ref={surface}
        className={classes.surface}
        role="application"
        aria-roledescription="sessions on one clock"
        aria-label="Swimlanes: arrows go from session to session, Enter opens one, w and s zoom, a and d pan, f fits, b filters the list to what is in view, Escape ends that"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        tabIndex={0}
        {...gestures}
        onPointerDown={(event) => {
          if (!brush.down(event, placeOf(event).x)) gestures.onPointerDown(event)
        }}
        onPointerMove={(event) => {
          if (!brush.move(placeOf(event).x)) gestures.onPointerMove(event)
        }}
        onPointerUp={(event) => {
          if (!brush.up()) gestures.onPointerUp(event)
        }}
        onPointerCancel={() => {
          brush.cancel()
          gestures.onPointerCancel()
        }}
        onPointerLeave={() => cursor.hover(null)}
        onBlur={() => cursor.hover(null)}
        onKeyDown={ownKeys(onKey)}
      >
        {width > 0 && (
          <SwimDrawing
            clock={clock}
            height={drawing}
            axisPx={AXIS_PX}
            list={list}
            bars={bars}
            bytesOf={drawActivity(activity.known, clock)}
            top={cursor.top}
            ticks={clockTicks(clock)}
            range={
              brush.drag ??
              (range && { from: xOfMs(clock, range.from), to: xOfMs(clock, Math.min(range.to, now + 1e10)) })
            }
            asOfX={asOfMs === null ? null : xOf(clock.view, width, (asOfMs - clock.originMs) * NANOS_PER_MS)}
            open={bars.find(({ span }) => span.id === openId)}
            cursor={cursor.bar}
          />
        )}
        {cursor.mostTop > 0 && (
          <input
            className={classes.scroll}
            type="range"
            aria-label="Scroll the lanes"
            min={0}
            max={cursor.mostTop}
            value={cursor.top}
            onPointerDown={(event) => event.stopPropagation()}
            onKeyDown={(event) => event.stopPropagation()}
            onChange={(event) => cursor.scrollTo(Number(event.currentTarget.value))}
          />
        )}
        {list?.total === 0 && (
          <p className={classes.empty}>
            No session {fits ? 'matches' : 'was alive in this stretch of time'}.
          </p>
        )}
        {spot && words.length > 0 && (
          <Tip
            words={words}
            x={spot.x}
            width={width}
            gapPx={12}
            edge={spot.y > height / 2 ? { bottom: height - spot.y + 8 } : { top: spot.y + 16 }}
            spoken={spot.byKey}
          />
        )}
      </div>
    </section>
  )
}
