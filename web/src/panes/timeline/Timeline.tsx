import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { LANE_IDS, type LaneId } from '@tcpscope/shared/trace'
import { isLive } from '../../base/words.ts'
import { sessionData } from '../../data/sessionData.ts'
import { useServices } from '../../stores/services.ts'
import { useBoxSize } from '../../widgets/hexrows/index.ts'
import { Tip, useGestures } from '../../widgets/timeview/index.ts'
import { useNow } from '../../widgets/useNow.ts'
import type { PaneProps } from '../session/contract.ts'
import { AreaPanel } from './AreaPanel.tsx'
import { Lanes } from './Lanes.tsx'
import { DRAWING_HEIGHT, edgeBeside, LANE_PX, LANES_TOP, laneY, ROWS, ROWS_HEIGHT, rowAtY } from './layout.ts'
import { instantsOf, markTicks } from './markTicks.ts'
import { Minimap } from './Minimap.tsx'
import { clampMoment } from './moment.ts'
import { MomentBar } from './MomentBar.tsx'
import { Scrubber } from './Scrubber.tsx'
import { SaveMenu } from './SaveMenu.tsx'
import { laneTitle, spotWords } from './spanWords.ts'
import { stretchesOf } from './stretches.ts'
import { TimelineHeader } from './TimelineHeader.tsx'
import { timelineAction } from './timelineKeys.ts'
import {
  areaBetween,
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
import { useArea, withNow } from './useArea.ts'
import { useCalm } from './useCalm.ts'
import { useFrameTimes } from './useFrameTimes.ts'
import { useLaneTiles } from './useLaneTiles.ts'
import { useOverview } from './useOverview.ts'
import { useRevealSelected } from './useRevealSelected.ts'
import { useSpanClick } from './useSpanClick.ts'
import { useSpot } from './useSpot.ts'
import { ofOneLevel, waitPieces, withTail } from './waitShapes.ts'
import classes from './Timeline.module.css'

const WAITS_HINT =
  'Who is waited for: blue the client, red the target, green the disk, grey tcpscope; with lines it is silent, full it does not read'

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
  const [area, setArea] = useState<TimeView | null>(null)
  const fetched = useArea(feed.id, area, session.durationNs)
  const drawing = useRef<SVGSVGElement>(null)
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
  const pieces = useMemo(() => waitPieces(ofOneLevel(tiles)), [tiles])
  const waits = withTail(pieces, live ? session.waitsOn : null, session.durationNs, untilNs)
  const numbers =
    fetched && typeof fetched.area === 'object'
      ? withNow(fetched.area, live ? session.waitsOn : null, fetched.untilNs)
      : (fetched?.area ?? null)
  const reveal = (ns: number) => {
    const half = (view.end - view.start) / 2
    if (ns < view.start || ns > view.end) show(panView(view, ns - half - view.start, untilNs))
  }
  const spots = useSpot({ tiles, pieces: waits, stretches, view, width, untilNs, onReveal: reveal })
  const { spot, setSpot, spotAt, stepTo } = spots

  const gestures = useGestures({
    surface,
    width,
    view,
    untilNs,
    onView: show,
    onArea: setArea,
    onHover: (place) =>
      setSpot(place && { ...spotAt(rowAtY(place.y), nsAt(view, width, place.x)), x: place.x, byKey: false }),
    onClick: ({ x, y }) => {
      const { lane, cell } = spotAt(rowAtY(y), nsAt(view, width, x))
      // What came after the moment that is shown is not in the other panes.
      if (cell && lane !== 'waits' && cell.start <= (asOfNs ?? Infinity)) selectSpan(lane, cell)
    },
  })

  const onKey = (event: KeyboardEvent): boolean => {
    const action = timelineAction(event.key)
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return false
    const span = view.end - view.start
    const lane = spot?.lane ?? 'copier-up'
    switch (action.type) {
      case 'zoom': {
        const middle = spot?.cell?.start ?? spot?.wait?.start ?? (view.start + view.end) / 2
        show(zoomView(view, action.factor, middle, untilNs))
        return true
      }
      case 'pan':
        show(panView(view, Math.max(-untilNs - span, Math.min(untilNs + span, action.share * span)), untilNs))
        return true
      case 'fit':
        setMode({ kind: 'fit' })
        return true
      case 'area':
        setArea(areaBetween(view.start, view.end, untilNs))
        return true
      case 'clear':
        setArea(null)
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
    const byCursor = spot && (spot.byKey ? (spot.cell?.start ?? spot.wait?.start) : nsAt(view, width, spot.x))
    return clampMoment(byCursor ?? selected?.start ?? untilNs, untilNs)
  }

  const frame = spot?.cell ? (frames.at(spot.cell.record) ?? null) : null
  const cursorNs = spot?.byKey ? (spot.cell?.start ?? spot.wait?.start) : undefined
  const words = spot ? spotWords(spot, frame, untilNs) : []
  useFrameOfSpot(frames, spot?.cell?.record ?? null)
  return (
    <section className={classes.timeline} aria-label="timeline">
      <TimelineHeader fits={mode.kind === 'fit'} onFit={() => setMode({ kind: 'fit' })}>
        <MomentBar feed={feed} startNs={momentHere} />
        <SaveMenu session={session} drawing={drawing} view={view} />
      </TimelineHeader>
      <div className={classes.body}>
        <div className={classes.names}>
          {ROWS.map((row) => (
            <span
              key={row}
              style={{ top: laneY(row), height: LANE_PX }}
              title={row === 'waits' ? WAITS_HINT : undefined}
            >
              {laneTitle(row)}
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
            aria-roledescription="timeline of five lanes and who is waited for"
            aria-label="Timeline: w and s zoom, a and d pan, f fits, arrows up and down choose a lane, brackets a span, Enter selects its bytes, x takes what is in view as an area"
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
            <svg
              ref={drawing}
              width={width}
              height={DRAWING_HEIGHT}
              className={classes.drawing}
              aria-hidden="true"
            >
              {width > 0 && (
                <Lanes
                  view={view}
                  width={width}
                  untilNs={untilNs}
                  tiles={tiles}
                  pieces={waits}
                  stretches={stretches}
                  ticks={ticks}
                  gaps={gaps}
                  selected={selected}
                />
              )}
              {area && (
                <rect
                  className={classes.areaBand}
                  data-testid="area"
                  x={Math.max(-2, xOf(view, width, area.start))}
                  y={LANES_TOP - 2}
                  width={Math.max(
                    1,
                    Math.min(width + 4, xOf(view, width, area.end)) -
                      Math.max(-2, xOf(view, width, area.start)),
                  )}
                  height={ROWS_HEIGHT + 2}
                />
              )}
              {spot && cursorNs !== undefined && (
                <path
                  className={classes.cursor}
                  d={`M${xOf(view, width, cursorNs)} ${laneY(spot.lane) - 2}v${LANE_PX + 4}`}
                />
              )}
            </svg>
            <Scrubber feed={feed} view={view} width={width} untilNs={untilNs} />
            {spot && words.length > 0 && (
              <Tip
                words={words}
                x={spot.x}
                width={width}
                gapPx={8}
                edge={edgeBeside(spot.lane)}
                spoken={spot.byKey}
              />
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
        {area && <AreaPanel range={area} area={numbers} onClose={() => setArea(null)} />}
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
