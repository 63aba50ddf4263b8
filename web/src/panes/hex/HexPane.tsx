import { useEffect, useId, useRef, useState, type CSSProperties } from 'react'
import { useCallbackRef } from '@mantine/hooks'
import { useStore } from 'zustand'
import { sourceOf, type ByteRange } from '@tcpscope/shared/base'
import { parseOffset } from '../../base/parseOffset.ts'
import { isLive, waitingWords } from '../../base/words.ts'
import type { FrameReader } from '../../data/frameCache.ts'
import { framesInView } from '../../data/framesInView.ts'
import { bytesOf } from '../../data/sessionData.ts'
import type { PageReader } from '../../data/pageCache.ts'
import { useByteSource } from '../../stores/useByteSource.ts'
import { useServices } from '../../stores/services.ts'
import { useInView } from '../../stores/useInView.ts'
import { useShowEnd } from '../../stores/useShowEnd.ts'
import { Inspector } from '../../widgets/bytes/Inspector.tsx'
import { ReadError } from '../../widgets/bytes/ReadError.tsx'
import { offsetText, rowColumns, Scrollbar } from '../../widgets/hexrows/index.ts'
import type { DirectionPaneProps } from '../session/contract.ts'
import { hexKeys } from './hexKeys.ts'
import { HexToolbar } from './HexToolbar.tsx'
import { wordAt } from '../../widgets/bytes/byteWords.ts'
import {
  bytesInView,
  bytesToFetch,
  frameBounds,
  framesToKnow,
  gapLabels,
  gapShapes,
  gutterLabels,
  hexLines,
} from './hexView.ts'
import { useByteCopy } from '../../widgets/bytes/useByteCopy.ts'
import { HexViewport } from './HexViewport.tsx'
import { PointedBytes } from './PointedBytes.tsx'
import { NoteTicks } from './NoteTicks.tsx'
import { useFoundBytes } from './useFoundBytes.ts'
import { ROW_PX, useHexPlace } from './useHexPlace.ts'
import { useHexSelection } from './useHexSelection.ts'
import { useHexStream } from './useHexStream.ts'
import { useTogether } from './useTogether.ts'
import { useNotes } from './useNotes.ts'
import classes from './HexPane.module.css'

/** All bytes of one direction, so many a row, live, of any length. */
export function HexPane({ feed, direction }: DirectionPaneProps) {
  const services = useServices()
  const { view, hexSettings, hover, notes: noteStore } = services
  const { inspector, times } = useStore(hexSettings)
  const id = useId()
  const { pages, frames, session, length } = useHexStream(feed, direction)
  const live = isLive(session)
  const surface = useRef<HTMLDivElement>(null)
  const place = useHexPlace(surface, length, live && view.getState().followTail)
  const { window, scroll, reveal } = place
  const selection = useHexSelection(feed, direction, frames, length, reveal)
  useShowEnd(feed, scroll.setFollow)
  useInView(() => {
    const { start: offset } = bytesInView(window)
    return length === 0
      ? null
      : { direction, offset, record: frames.frameAt(direction, offset)?.record ?? null }
  })
  const lead = useTogether(feed, direction, frames, place)
  const taking = useByteSource(feed.id, direction)
  const copying = useByteCopy({ id: feed.id, direction, pages, selected: selection.range, ...taking })
  const [marked, setMarked] = useState<ByteRange | null>(null)
  const notes = useNotes(feed.id, direction)
  const found = useFoundBytes(feed.id, direction, place.box, window.layout.bytes)

  // Not memoised: what the caches hold is not React's to watch, and fifty rows are quickly written.
  const known = framesToKnow(window, pages.gaps)
  const seen = framesInView(frames, direction, known, pages.gaps, window.layout.bytes)
  const slice = (start: number, end: number) => pages.slice(start, end)
  const { lines, error } = hexLines(window, slice, pages.gaps)

  const readers = useRef<{ bytes: PageReader; frames: FrameReader } | null>(null)
  useEffect(() => {
    const open = { bytes: pages.open(), frames: frames.open() }
    readers.current = open
    return () => {
      open.bytes.close()
      open.frames.close()
    }
  }, [pages, frames])
  useEffect(() => {
    const { missing } = seen
    readers.current?.bytes.want([bytesToFetch(window)])
    readers.current?.frames.want({ offsets: missing === null ? [] : [{ direction, offset: missing }] })
  })

  const goTo = useCallbackRef((text: string) => {
    const offset = parseOffset(text, length)
    if (offset === undefined) return false
    selection.select({ anchor: offset, head: offset })
    reveal(offset)
    return true
  })
  const follow = useCallbackRef((on: boolean) => {
    scroll.setFollow(on)
    view.setFollowTail(on)
  })
  const addNote = useCallbackRef((range: ByteRange) =>
    noteStore.edit({ sessionId: feed.id, direction, range, note: null }),
  )
  const pick = (what: 'word' | 'frame', offset: number) => {
    if (what === 'frame') return selection.selectFrame(offset)
    const { start, end } = wordAt(offset, length, slice, pages.gaps)
    selection.select({ anchor: start, head: end - 1 })
  }
  const point = (offset: number | null) => {
    if (offset === null) return hover.leave('hex')
    const frame = frames.frameAt(direction, offset)
    const range = frame ? bytesOf(frame) : { start: offset, end: offset + 1 }
    hover.point({ sessionId: feed.id, direction, range, origin: 'hex' })
  }
  useEffect(() => () => hover.leave('hex'), [hover])
  const openInspector = (open: boolean) => {
    if (!open) setMarked(null)
    hexSettings.set({ inspector: open })
  }
  const source = sourceOf(direction)
  const way = direction === 'upstream' ? 'client to target' : 'target to client'
  const label = `${way} bytes`
  return (
    <section
      className={classes.pane}
      data-direction={direction}
      aria-label={label}
      // Whatever a person does in this pane: it leads from then on.
      onPointerDownCapture={lead}
      onWheelCapture={lead}
      onKeyDownCapture={lead}
      style={{ '--hex-columns': rowColumns(window.layout) } as CSSProperties}
    >
      <HexToolbar
        direction={direction}
        length={length}
        live={live}
        follow={scroll.follow}
        onFollow={follow}
        onGoTo={goTo}
        selected={selection.range}
        copy={copying.menu}
        onNote={addNote}
      />
      <ReadError what="These bytes" error={error} onRetry={() => pages.retry()} />
      <div className={classes.middle}>
        <HexViewport
          id={id}
          surface={surface}
          label={label}
          window={window}
          lines={found.mark(lines, window)}
          labels={gutterLabels(seen.frames, window, place.shiftPx < 0 ? 1 : 0)}
          gaps={gapLabels(pages.gaps, window)}
          missing={gapShapes(pages.gaps, window)}
          bounds={frameBounds(seen.frames, window)}
          notes={notes}
          shiftPx={place.shiftPx}
          rowPx={ROW_PX}
          selected={selection.range}
          cursor={selection.cursor}
          marked={selection.range && marked}
          times={times}
          onSelect={selection.select}
          onPick={pick}
          onKey={hexKeys({
            place,
            selection,
            live,
            gaps: pages.gaps,
            onCopy: () => selection.range && copying.menu.onCopy('dump', selection.range),
            onInspector: () => openInspector(!inspector),
          })}
          onPoint={point}
          preview={<PointedBytes id={feed.id} direction={direction} window={window} />}
          onDragOut={scroll.scrollBy}
        >
          {length === 0 && (
            <div className={classes.empty}>
              <p>{live ? `No byte from the ${source} yet.` : `The ${source} sent nothing.`}</p>
              {live && <p>{waitingWords(session)}</p>}
            </div>
          )}
        </HexViewport>
        <Scrollbar
          top={scroll.top}
          box={place.box}
          onTop={scroll.scrollTo}
          controls={id}
          label={`Scroll ${label}`}
          marks={found.scrollMarks}
        >
          <NoteTicks notes={notes} length={length} heightPx={place.box.heightPx} />
        </Scrollbar>
      </div>
      <Inspector
        about={way}
        slice={slice}
        gaps={pages.gaps}
        range={selection.range}
        place={(offset) =>
          (window.layout.offsets === 'hex' ? '0x' : '') + offsetText(offset, window.layout).trim()
        }
        note={copying.note}
        open={inspector}
        onOpen={openInspector}
        onMark={setMarked}
        onSelect={({ start, end }) => selection.select({ anchor: start, head: end - 1 })}
      />
    </section>
  )
}
