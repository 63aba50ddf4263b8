import { useEffect, useId, useRef, useState, useSyncExternalStore, type CSSProperties } from 'react'
import { useStore } from 'zustand'
import { DIRECTIONS, type ByteRange } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'
import { ownKeys } from '../../base/keys.ts'
import { isLive, waitingWords } from '../../base/words.ts'
import { bytesOf, sessionData } from '../../data/sessionData.ts'
import { useByteSource } from '../../stores/useByteSource.ts'
import { useServices } from '../../stores/services.ts'
import { useInView } from '../../stores/useInView.ts'
import { useShowEnd } from '../../stores/useShowEnd.ts'
import { Inspector } from '../../widgets/bytes/Inspector.tsx'
import { useByteCopy } from '../../widgets/bytes/useByteCopy.ts'
import { notesAt } from '../../widgets/bytes/notePaths.ts'
import { wordAt } from '../../widgets/bytes/byteWords.ts'
import {
  fitLayout,
  offsetText,
  rowColumns,
  RowGlyphs,
  RowLines,
  Scrollbar,
  useBoxSize,
  useWheel,
  wheelRows,
} from '../../widgets/hexrows/index.ts'
import type { PaneProps } from '../session/contract.ts'
import { ConversationBar } from './ConversationBar.tsx'
import { conversationKeys } from './conversationKeys.ts'
import { noteRows } from './noteRows.ts'
import { PointedRows } from './PointedRows.tsx'
import { RowOverlay } from './RowOverlay.tsx'
import { bytesInRows, conversationLines, rowsOfSlot, selectedParts } from './conversationRows.ts'
import { frameSelection } from './frameSelection.ts'
import { endPlace, FIRST_PLACE, placeToTop, rowsInView, topToPlace } from './recordScroll.ts'
import { useRecordScroll } from './useRecordScroll.ts'
import { useFoundRows } from './useFoundRows.ts'
import { useRowPlace } from './useRowPlace.ts'
import { useRowPointer } from './useRowPointer.ts'
import { useReveal } from './useReveal.ts'
import { useWanted } from './useWanted.ts'
import classes from './Conversation.module.css'

const ROW_PX = 18
/** Records fetched beyond those in view. */
const MORE_RECORDS = 48
const NO_NOTES: readonly Note[] = []

/** Both directions interleaved by frame in order of time. */
export function Conversation({ feed }: PaneProps) {
  const services = useServices()
  const { api, selection, view, hexSettings, hover, notes: noteStore } = services
  const id = useId()
  const { pages, frames } = sessionData(feed, api)
  useSyncExternalStore(frames.changes.subscribe, frames.changes.version)
  useSyncExternalStore(pages.upstream.changes.subscribe, pages.upstream.changes.version)
  useSyncExternalStore(pages.downstream.changes.subscribe, pages.downstream.changes.version)
  const { session, marks } = useStore(feed.store)
  const chosen = useStore(selection)
  const live = isLive(session)
  const surface = useRef<HTMLDivElement>(null)
  const sheet = useRef<SVGSVGElement>(null)
  const { width, height } = useBoxSize(surface)
  const settings = useStore(hexSettings)
  // Offsets restart in every frame: eight characters are enough for all that one read gives.
  const layout = fitLayout(settings, 1, width)
  const rowBytes = layout.bytes
  const viewRows = height / ROW_PX

  const slot = (record: number) => frames.at(record)
  const list = { records: session.records, rowsOf: (record: number) => rowsOfSlot(slot(record), rowBytes) }
  const scroll = useRecordScroll(list, viewRows, live && view.getState().followTail)
  useRowPlace(scroll, rowBytes)
  const rows = rowsInView(scroll.place, viewRows, list)
  const drawn = { rows, slot, rowBytes }
  const lines = conversationLines(
    rows,
    {
      layout,
      slot,
      slice: (direction, start, end) => pages[direction].slice(start, end),
      gaps: (direction) => pages[direction].gaps,
      marks,
    },
    (kind, direction) => [classes[kind], direction && classes[direction]].filter(Boolean).join(' '),
  )
  const found = useFoundRows(feed.id, session.records, height, layout)
  const range = chosen.sessionId === feed.id ? chosen.range : null
  const of = chosen.direction ?? 'upstream'
  const taking = useByteSource(feed.id, of)
  const copying = useByteCopy({ id: feed.id, direction: of, pages: pages[of], selected: range, ...taking })
  const { inspector } = settings
  const notes = useStore(noteStore, (state) => (state.sessionId === feed.id ? state.notes : NO_NOTES))
  const noted = noteRows(notes, drawn, layout)
  const [marked, setMarked] = useState<ByteRange | null>(null)
  const outline = range && marked ? selectedParts(drawn, of, marked) : []
  const parts = range && chosen.direction ? selectedParts(drawn, chosen.direction, range) : []

  useShowEnd(feed, scroll.setFollow)
  useInView(() => {
    const frame = rows.map(({ record }) => slot(record)).find(Boolean)
    return frame ? { direction: frame.direction, offset: frame.offset, record: frame.record } : null
  })
  useReveal(feed, frames, (record, offset) => {
    const frame = slot(record)
    scroll.setFollow(false)
    const row = frame && offset !== null ? 1 + Math.floor((offset - frame.offset) / rowBytes) : 0
    // The heading stays in view above the first rows of its frame.
    scroll.scrollTo({ record, row: row <= 3 ? 0 : row - 2 })
  })

  const first = rows[0]?.record ?? 0
  const last = rows.at(-1)?.record ?? 0
  const wantedBytes = bytesInRows(drawn)
  const wantedRecords = { start: Math.max(0, first - MORE_RECORDS), end: last + MORE_RECORDS }
  useWanted(pages, frames, wantedRecords, wantedBytes)

  useWheel(surface, (event) => {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return false
    scroll.scrollBy(wheelRows(event.deltaY, event.deltaMode, { rows: 0, heightPx: height, rowPx: ROW_PX }))
    return true
  })

  const { selectFrame, selectBytes } = frameSelection(feed.id, frames, selection)
  const pointer = useRowPointer({
    surface,
    sheet,
    drawn,
    layout,
    rowPx: ROW_PX,
    selected: range && { direction: of, range },
    onFrame: selectFrame,
    onBytes: selectBytes,
    onWord: (direction, offset) => {
      const { length, gaps } = pages[direction]
      const slice = (start: number, end: number) => pages[direction].slice(start, end)
      selectBytes(direction, wordAt(offset, length, slice, gaps))
    },
    onPoint: (spot) => {
      const frame = spot && slot(spot.record)
      if (!frame) hover.leave('conversation')
      else {
        const { direction } = frame
        hover.point({ sessionId: feed.id, direction, range: bytesOf(frame), origin: 'conversation' })
      }
      if (!spot || spot.offset === null) return ''
      return notesAt(
        notes.filter(({ direction }) => direction === spot.direction),
        spot.offset,
      )
    },
  })
  useEffect(() => () => hover.leave('conversation'), [hover])

  /** Selects the next frame before or behind the selected one (or the first in view). */
  const stepFrame = (step: 1 | -1) => {
    const from = chosen.sessionId === feed.id ? chosen.record : null
    let record = from === null ? (rows[0]?.record ?? 0) : from + step
    while (record >= 0 && record < list.records && slot(record) === null) record += step
    if (!selectFrame(record)) return
    if (!rows.some((row) => row.record === record && row.row === 0)) scroll.scrollTo({ record, row: 0 })
  }
  const openInspector = (open: boolean) => {
    if (!open) setMarked(null)
    hexSettings.set({ inspector: open })
  }
  const onKey = conversationKeys({
    copy: () => range !== null && (copying.menu.onCopy('dump', range), true),
    scrollBy: scroll.scrollBy,
    pageRows: Math.max(1, Math.floor(viewRows) - 1),
    toBegin: () => scroll.scrollTo(FIRST_PLACE),
    toEnd: () => (live ? scroll.setFollow(true) : scroll.scrollTo(endPlace(viewRows, list))),
    toggleInspector: () => openInspector(!inspector),
    stepFrame,
    clear: () => range !== null && (selection.clear(feed.id), true),
  })

  const endTop = placeToTop(endPlace(viewRows, list), list)
  const shiftPx = (Math.floor(scroll.place.row) - scroll.place.row) * ROW_PX
  return (
    <section
      className={classes.pane}
      aria-label="conversation"
      style={{ '--hex-columns': rowColumns(layout) } as CSSProperties}
    >
      <ConversationBar
        copy={{ ...copying.menu, about: 'conversation', selected: range }}
        frames={session.upstreamFrames + session.downstreamFrames}
        live={live}
        follow={scroll.follow}
        onFollow={(follow) => {
          scroll.setFollow(follow)
          view.setFollowTail(follow)
        }}
        error={frames.error ?? firstError(pages, wantedBytes)}
        onRetry={() => {
          frames.retry()
          for (const direction of DIRECTIONS) pages[direction].retry()
        }}
      />
      <div className={classes.middle}>
        <div
          id={id}
          ref={surface}
          className={classes.surface}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a textarea has no colours a line
          role="textbox"
          aria-readonly="true"
          aria-multiline="true"
          aria-label="conversation of client and target"
          tabIndex={0}
          {...pointer}
          onKeyDown={ownKeys(onKey)}
        >
          <div className={classes.sheet} style={{ transform: `translateY(${shiftPx}px)` }}>
            <RowOverlay
              sheet={sheet}
              rows={rows.length}
              rowPx={ROW_PX}
              layout={layout}
              selected={parts}
              marked={outline}
              noted={noted}
            >
              <PointedRows id={feed.id} drawn={drawn} layout={layout} />
            </RowOverlay>
            <RowLines lines={found.mark(lines, drawn, wantedBytes)} />
            <div className={classes.glyphs} style={{ width: `${rowColumns(layout)}ch` }}>
              <RowGlyphs lines={lines} rowPx={ROW_PX} />
            </div>
          </div>
          {session.records === 0 && (
            <div className={classes.empty}>
              <p>{live ? waitingWords(session) : 'Nothing was said.'}</p>
            </div>
          )}
        </div>
        <Scrollbar
          top={Math.min(endTop, placeToTop(scroll.place, list))}
          // The bar counts records: a view is taken as one of them, so that its range ends at `endTop`.
          box={{ rows: endTop + 1, heightPx: height, rowPx: height }}
          onTop={(top) => scroll.scrollTo(topToPlace(top, list))}
          controls={id}
          label="Scroll conversation"
          marks={found.scrollMarks}
        />
      </div>
      <Inspector
        about="conversation"
        slice={(start, end) => pages[of].slice(start, end)}
        gaps={pages[of].gaps}
        range={range}
        place={(offset) =>
          `${of === 'upstream' ? '↑' : '↓'} ${layout.offsets === 'hex' ? '0x' : ''}${offsetText(offset, layout).trim()}`
        }
        note={copying.note}
        open={inspector}
        onOpen={openInspector}
        onMark={setMarked}
        onSelect={(bytes) => selectBytes(of, bytes)}
      />
    </section>
  )
}

function firstError(
  pages: ReturnType<typeof sessionData>['pages'],
  wanted: ReturnType<typeof bytesInRows>,
): string | null {
  for (const direction of DIRECTIONS) {
    for (const { start, end } of wanted[direction]) {
      const { error } = pages[direction].slice(start, end)
      if (error !== null) return error
    }
  }
  return null
}
