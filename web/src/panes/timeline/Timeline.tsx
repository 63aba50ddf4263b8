import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import { ownKeys } from '../../base/keys.ts'
import { sessionData } from '../../data/sessionData.ts'
import { useServices } from '../../stores/services.ts'
import { useBoxSize } from '../../widgets/hexrows/index.ts'
import { Tip, useGestures } from '../../widgets/timeview/index.ts'
import type { PaneProps } from '../session/contract.ts'
import { AreaPanel } from './AreaPanel.tsx'
import { LaneNames } from './LaneNames.tsx'
import { Lanes } from './Lanes.tsx'
import { DRAWING_HEIGHT, edgeBeside, rowAtY } from './layout.ts'
import { Minimap } from './Minimap.tsx'
import { clampMoment } from './moment.ts'
import { MomentBar } from './MomentBar.tsx'
import { NoteFlags } from './NoteFlags.tsx'
import { Pointed } from './Pointed.tsx'
import { PointedBand } from './PointedBand.tsx'
import { Scrubber } from './Scrubber.tsx'
import { SaveMenu } from './SaveMenu.tsx'
import { spotWords } from './spanWords.ts'
import { TimelineHeader } from './TimelineHeader.tsx'
import { timelineKeyHandler } from './timelineKeyHandler.ts'
import { nsAt, type TimeView } from './timeView.ts'
import { useArea } from './useArea.ts'
import { useDrawn } from './useDrawn.ts'
import { useRevealSelected } from './useRevealSelected.ts'
import { useNoteFlags } from './useNoteFlags.ts'
import { usePointSpot } from './usePointSpot.ts'
import { useSpanClick } from './useSpanClick.ts'
import { useSpot } from './useSpot.ts'
import { useTimelineView } from './useTimelineView.ts'
import classes from './Timeline.module.css'

/** The five lanes of a session: what its activities did when. */
export function Timeline({ feed }: PaneProps) {
  const { api, view: viewStore } = useServices()
  const { frames } = sessionData(feed, api)
  const asOfNs = useStore(viewStore, ({ asOf }) => (asOf?.sessionId === feed.id ? asOf.timeNs : null))
  const [area, setArea] = useState<TimeView | null>(null)
  const drawing = useRef<SVGSVGElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const { width } = useBoxSize(surface)

  const shown = useTimelineView(feed)
  const { session, untilNs, view } = shown
  const drawn = useDrawn(feed, frames, shown, width)
  const { tiles, overview, pieces, stretches, ticks, gaps, selected } = drawn
  const numbers = useArea(session, area)
  const selectSpan = useSpanClick(feed, frames)
  const spots = useSpot({
    frames,
    tiles,
    pieces,
    stretches,
    view,
    width,
    untilNs,
    onReveal: (ns) => {
      if (ns < view.start || ns > view.end) shown.centre(ns)
    },
  })
  const { spot, setSpot, spotAt } = spots
  useRevealSelected(selected, view, ({ start, end }) => shown.centre((start + end) / 2))

  const flags = useNoteFlags(feed, frames, view, width, asOfNs)
  const gestures = useGestures({
    surface,
    width,
    view,
    untilNs,
    onView: shown.show,
    onArea: setArea,
    onHover: (place) =>
      setSpot(place && { ...spotAt(rowAtY(place.y), nsAt(view, width, place.x)), x: place.x, byKey: false }),
    onClick: ({ x, y }) => {
      if (flags.goToAt({ x, y })) return
      const { lane, cell } = spotAt(rowAtY(y), nsAt(view, width, x))
      // What came after the moment that is shown is not in the other panes.
      if (cell && lane !== 'waits' && cell.start <= (asOfNs ?? Infinity)) selectSpan(lane, cell)
    },
  })
  /** Where a moment is taken from: the cursor, else what is selected, else the newest. */
  const momentHere = () => {
    const byCursor = spot && (spot.byKey ? spots.cellNs : nsAt(view, width, spot.x))
    return clampMoment(byCursor ?? selected?.start ?? untilNs, untilNs)
  }
  const onKey = timelineKeyHandler({
    shown,
    spots,
    area,
    selected,
    onArea: setArea,
    onSelect: selectSpan,
    onNote: flags.step,
    onMoment: () => viewStore.showAsOf(session, momentHere()),
  })

  usePointSpot(feed, spot, spots.frame)
  const words = spot ? spotWords(spot, spots.frame, untilNs) : []
  return (
    <section className={classes.timeline} aria-label="timeline">
      <TimelineHeader fits={shown.fits} onFit={shown.fit}>
        <MomentBar feed={feed} startNs={momentHere} />
        <SaveMenu session={session} drawing={drawing} view={view} />
      </TimelineHeader>
      <div className={classes.body}>
        <LaneNames />
        <div className={classes.right}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are its own */}
          <div
            ref={surface}
            className={classes.surface}
            style={{ height: DRAWING_HEIGHT }}
            role="application"
            aria-roledescription="timeline of five lanes and who is waited for"
            aria-label="Timeline: w and s zoom, a and d pan, f fits, arrows up and down choose a lane, brackets a span, Enter selects its bytes, x takes what is in view as an area, n goes to the next note"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
            tabIndex={0}
            {...gestures}
            onPointerLeave={() => setSpot(null)}
            onBlur={() => setSpot(null)}
            onKeyDown={ownKeys(onKey)}
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
                  pieces={pieces}
                  stretches={stretches}
                  ticks={ticks}
                  gaps={gaps}
                  selected={selected}
                />
              )}
              <NoteFlags flags={flags.flags} />
              <PointedBand feed={feed} frames={frames} view={view} width={width} />
              <Pointed
                view={view}
                width={width}
                area={area}
                cursor={
                  spot?.byKey && spots.cellNs !== undefined ? { lane: spot.lane, ns: spots.cellNs } : null
                }
              />
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
            view={view}
            onView={shown.show}
          />
        </div>
        {area && <AreaPanel range={area} area={numbers} onClose={() => setArea(null)} />}
      </div>
    </section>
  )
}
