import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { LANE_IDS, LANES, type LaneId } from '@tcpscope/shared/trace'
import { isLive } from '../../base/words.ts'
import { sessionData } from '../../data/sessionData.ts'
import { useServices } from '../../stores/services.ts'
import { useBoxSize } from '../../widgets/hexrows/index.ts'
import { useGestures } from '../../widgets/timeview/index.ts'
import { useNow } from '../../widgets/useNow.ts'
import type { PaneProps } from '../session/contract.ts'
import { cellAt, cellsOf, nearest, neighbour } from './laneShapes.ts'
import { Lanes } from './Lanes.tsx'
import { DRAWING_HEIGHT, LANE_PX, laneAtY, laneY } from './layout.ts'
import { Legend } from './Legend.tsx'
import { instantsOf, markTicks } from './markTicks.ts'
import { Minimap } from './Minimap.tsx'
import { clampMoment } from './moment.ts'
import { MomentBar } from './MomentBar.tsx'
import { Scrubber } from './Scrubber.tsx'
import { SpotTip } from './SpotTip.tsx'
import { spotWords, type Spot } from './spanWords.ts'
import { stretchesOf } from './stretches.ts'
import { timelineAction } from './timelineKeys.ts'
import {
  fitView,
  modeFor,
  nsAt,
  panView,
  viewOf,
  xOf,
  zoomView,
  type TimeView,
  type ViewMode,
} from './timeView.ts'
import { useCalm } from './useCalm.ts'
import { useFrameTimes } from './useFrameTimes.ts'
import { useLaneTiles } from './useLaneTiles.ts'
import { useOverview } from './useOverview.ts'
import { useRevealSelected } from './useRevealSelected.ts'
import { useSpanClick } from './useSpanClick.ts'
import classes from './Timeline.module.css'

/** The five lanes of a session: what its activities did when. */
export function Timeline({ feed }: PaneProps) {
  const { api, view: viewStore } = useServices()
  const { frames } = sessionData(feed, api)
  // All of it, also while the panes show an earlier moment: the scrubber says which.
  const { session, marks } = useCalm(feed.whole)
  const live = isLive(session)
  // Texts are logged a little after the last event: the tiles may know a later moment than the session.
  const { lanes } = useCalm(feed.tiles)
  const frozenAtMs = useStore(viewStore, (state) => state.frozenAtMs)
  const asOfNs = useStore(viewStore, ({ asOf }) => (asOf?.sessionId === feed.id ? asOf.timeNs : null))
  const ticking = useNow(250, live && frozenAtMs === null)
  // While nothing comes, waiting goes on: the lanes reach to now, as the session's age does.
  const ageNs = live ? ((frozenAtMs ?? ticking) - session.startedAtMs) * NANOS_PER_MS : 0
  const untilNs = Math.max(session.durationNs, lanes?.list.untilNs ?? 0, ageNs)
  const [mode, setMode] = useState<ViewMode>({ kind: 'fit' })
  const [spot, setSpot] = useState<(Spot & { readonly x: number; readonly byKey: boolean }) | null>(null)
  const surface = useRef<HTMLDivElement>(null)
  const { width } = useBoxSize(surface)

  const view = viewOf(mode, untilNs)
  const overview = useOverview(feed.id, untilNs, live)
  const tiles = useLaneTiles(feed, lanes, view, width, untilNs, overview)
  const { selected, firstBytes } = useFrameTimes(feed, frames, {
    upstream: session.upstreamFrames > 0,
    downstream: session.downstreamFrames > 0,
  })
  const stretches = useMemo(
    () =>
      Object.fromEntries(LANE_IDS.map((lane) => [lane, stretchesOf(lane, marks, untilNs, live)])) as Record<
        LaneId,
        ReturnType<typeof stretchesOf>
      >,
    [marks, untilNs, live],
  )
  const ticks = markTicks(instantsOf(marks, firstBytes), view, width)
  const gaps = useMemo(() => marks.filter(({ code }) => code === 'gap'), [marks])
  const selectSpan = useSpanClick(feed, frames)

  const show = (next: TimeView) => setMode(modeFor(next, untilNs, live))
  const spotAt = (lane: LaneId, ns: number): Spot => ({
    lane,
    cell:
      cellAt(cellsOf(tiles, lane), ns, ((view.end - view.start) / Math.max(1, width)) * 2, untilNs) ?? null,
    stretch: stretches[lane].find(({ start, end }) => ns >= start && ns < end) ?? null,
  })

  const gestures = useGestures({
    surface,
    width,
    view,
    untilNs,
    onView: show,
    onHover: (place) =>
      setSpot(place && { ...spotAt(laneAtY(place.y), nsAt(view, width, place.x)), x: place.x, byKey: false }),
    onClick: ({ x, y }) => {
      const { lane, cell } = spotAt(laneAtY(y), nsAt(view, width, x))
      // What came after the moment that is shown is not in the other panes.
      if (cell && cell.start <= (asOfNs ?? Infinity)) selectSpan(lane, cell)
    },
  })

  /** Puts the keyboard's cursor on a span, and the span into view. */
  const stepTo = (lane: LaneId, step: 1 | -1 | 0) => {
    const cells = cellsOf(tiles, lane)
    const from = spot?.cell?.start ?? view.start - 1
    const cell = step === 0 ? nearest(cells, from, untilNs) : neighbour(cells, from, step)
    const target = cell ?? (step === 0 ? undefined : spot?.cell)
    const ns = target?.start ?? view.start
    if (ns < view.start || ns > view.end) {
      const half = (view.end - view.start) / 2
      show(panView(view, ns - half - view.start, untilNs))
    }
    setSpot({ ...spotAt(lane, ns), cell: target ?? null, x: xOf(view, width, ns), byKey: true })
  }
  const onKey = (event: KeyboardEvent): boolean => {
    const action = timelineAction(event.key)
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return false
    const span = view.end - view.start
    const lane = spot?.lane ?? 'copier-up'
    switch (action.type) {
      case 'zoom': {
        const middle = spot?.cell?.start ?? (view.start + view.end) / 2
        show(zoomView(view, action.factor, middle, untilNs))
        return true
      }
      case 'pan':
        show(panView(view, Math.max(-untilNs - span, Math.min(untilNs + span, action.share * span)), untilNs))
        return true
      case 'fit':
        setMode({ kind: 'fit' })
        return true
      case 'lane': {
        // The first press shows where the cursor is; only then it moves.
        const at = LANE_IDS.indexOf(lane) + (spot ? action.step : 0)
        stepTo(LANE_IDS[Math.max(0, Math.min(LANE_IDS.length - 1, at))] ?? lane, 0)
        return true
      }
      case 'span':
        stepTo(lane, action.step)
        return true
      case 'select':
        if (!spot?.cell) return false
        selectSpan(spot.lane, spot.cell)
        return true
      case 'moment':
        viewStore.showAsOf(session, momentHere())
        return true
      case 'reveal':
        if (!selected) return false
        show(panView(view, (selected.start + selected.end) / 2 - (view.start + view.end) / 2, untilNs))
        return true
      default:
        return action satisfies never
    }
  }

  useRevealSelected(selected, view, ({ start, end }) =>
    show(panView(view, (start + end) / 2 - (view.start + view.end) / 2, untilNs)),
  )
  /** Where a moment is taken from: the cursor, else what is selected, else the newest. */
  const momentHere = () => {
    const byCursor = spot && (spot.byKey ? spot.cell?.start : nsAt(view, width, spot.x))
    return clampMoment(byCursor ?? selected?.start ?? untilNs, untilNs)
  }

  const frame = spot?.cell ? (frames.at(spot.cell.record) ?? null) : null
  const words = spot ? spotWords(spot, frame, untilNs) : []
  useFrameOfSpot(frames, spot?.cell?.record ?? null)
  return (
    <section className={classes.timeline} aria-label="timeline">
      <header className={classes.header}>
        <h3 className={classes.title}>timeline</h3>
        <Legend />
        <span className={classes.spring} />
        <span className={classes.keys}>zoom w/s · pan a/d · spans [ ]</span>
        <MomentBar feed={feed} startNs={momentHere} />
        <button
          type="button"
          className={classes.fit}
          aria-pressed={mode.kind === 'fit'}
          title="Show the whole session (f)"
          onClick={() => setMode({ kind: 'fit' })}
        >
          fit
        </button>
      </header>
      <div className={classes.body}>
        <div className={classes.names}>
          {LANES.map(({ id, title }) => (
            <span key={id} style={{ top: laneY(id), height: LANE_PX }}>
              {title}
            </span>
          ))}
        </div>
        <div className={classes.right}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are its own */}
          <div
            ref={surface}
            className={classes.surface}
            style={{ height: DRAWING_HEIGHT }}
            role="application"
            aria-roledescription="timeline of five lanes"
            aria-label="Timeline: w and s zoom, a and d pan, f fits, arrows up and down choose a lane, brackets a span, Enter selects its bytes"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
            tabIndex={0}
            {...gestures}
            onPointerLeave={() => setSpot(null)}
            onBlur={() => setSpot(null)}
            onKeyDown={(event) => {
              if (!onKey(event)) return
              event.preventDefault()
              event.stopPropagation()
            }}
          >
            <svg width={width} height={DRAWING_HEIGHT} className={classes.drawing} aria-hidden="true">
              {width > 0 && (
                <Lanes
                  view={view}
                  width={width}
                  untilNs={untilNs}
                  tiles={tiles}
                  stretches={stretches}
                  ticks={ticks}
                  gaps={gaps}
                  selected={selected}
                />
              )}
              {spot?.cell && spot.byKey && (
                <path
                  className={classes.cursor}
                  d={`M${xOf(view, width, spot.cell.start)} ${laneY(spot.lane) - 2}v${LANE_PX + 4}`}
                />
              )}
            </svg>
            <Scrubber feed={feed} view={view} width={width} untilNs={untilNs} />
            {spot && words.length > 0 && (
              <SpotTip lane={spot.lane} x={spot.x} width={width} words={words} spoken={spot.byKey} />
            )}
          </div>
          <Minimap
            width={width}
            untilNs={untilNs}
            overview={[...overview, ...tiles]}
            view={mode.kind === 'fit' ? fitView(untilNs) : view}
            onView={show}
          />
        </div>
      </div>
    </section>
  )
}

/** Reads the frame under the pointer, so that its number and offset can be named. */
function useFrameOfSpot(frames: ReturnType<typeof sessionData>['frames'], record: number | null): void {
  useEffect(() => {
    if (record === null) return undefined
    const reader = frames.open()
    reader.want({ records: { start: record, end: record + 1 } })
    return () => reader.close()
  }, [frames, record])
}
