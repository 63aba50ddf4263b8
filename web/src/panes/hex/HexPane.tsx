import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { sourceOf } from '@tcpscope/shared/base'
import { ROW_BYTES } from '@tcpscope/shared/hex'
import { isLive, waitingWords } from '../../base/words.ts'
import { framesInView } from '../../data/framesInView.ts'
import type { FrameReader } from '../../data/frameCache.ts'
import type { PageReader } from '../../data/pageCache.ts'
import { useServices } from '../../stores/services.ts'
import {
  maxTop,
  offsetDigits,
  Scrollbar,
  topToReveal,
  topToShow,
  visibleRows,
} from '../../widgets/hexrows/index.ts'
import { useBoxSize, useRowScroll, useWheel, wheelRows } from '../../widgets/hexrows/index.ts'
import type { DirectionPaneProps } from '../session/contract.ts'
import { moveCursor, stepOfKey } from './byteCursor.ts'
import { HexToolbar } from './HexToolbar.tsx'
import { bytesInView, bytesToFetch, frameBounds, gapLabels, gutterLabels, hexLines } from './hexView.ts'
import { HexViewport } from './HexViewport.tsx'
import { Inspector } from './Inspector.tsx'
import { useCopy } from './useCopy.ts'
import { useHexSelection } from './useHexSelection.ts'
import { useHexStream } from './useHexStream.ts'
import classes from './HexPane.module.css'

/** Height of a row, px; the style sheet's `--hexrow-height` is the same. */
const ROW_PX = 18

/** All bytes of one direction, 16 a row, live, of any length. */
export function HexPane({ feed, direction }: DirectionPaneProps) {
  const { view } = useServices()
  const id = useId()
  const { pages, frames, session, length } = useHexStream(feed, direction)
  const live = isLive(session)
  const surface = useRef<HTMLDivElement>(null)
  const { height } = useBoxSize(surface)
  const box = { rows: Math.ceil(length / ROW_BYTES), heightPx: height, rowPx: ROW_PX }
  const scroll = useRowScroll(box, live && view.getState().followTail)
  const { scrollTo, setFollow } = scroll

  const reveal = (offset: number) => {
    setFollow(false)
    scrollTo(topToReveal(Math.floor(offset / ROW_BYTES), scroll.top, box))
  }
  const selection = useHexSelection(feed, direction, frames, reveal)
  const copy = useCopy(feed.id, direction, pages)

  const { first, count, shiftPx } = visibleRows(scroll.top, box)
  const digits = offsetDigits(length)
  const window = { first, count, length, digits }
  // Not memoised: what the caches hold is not React's to watch, and fifty rows are quickly written.
  const seen = framesInView(frames, direction, bytesInView(window), pages.gaps, ROW_BYTES)
  const { lines, error } = hexLines(window, (start, end) => pages.slice(start, end), pages.gaps)

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

  useWheel(surface, (event) => {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return false
    scroll.scrollBy(wheelRows(event.deltaY, event.deltaMode, box))
    return maxTop(box) > 0
  })

  const pageRows = Math.max(1, Math.floor(height / ROW_PX) - 1)
  const moveTo = (step: number, extend: boolean) => {
    const cursor = selection.cursor() ?? { anchor: first * ROW_BYTES, head: first * ROW_BYTES }
    const next = moveCursor(cursor, step, extend, length)
    selection.select(next)
    setFollow(false)
    scrollTo(topToShow(Math.floor(next.head / ROW_BYTES), scroll.top, box))
  }
  const onKey = (event: KeyboardEvent): boolean => {
    const { key, shiftKey } = event
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'c') {
      if (selection.range) copy.copy('dump', selection.range)
      return selection.range !== null
    }
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'a') {
      // All bytes of the stream, not all words of the page.
      if (length > 0) selection.select({ anchor: 0, head: length - 1 })
      return true
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (key === 'Escape' && selection.range) selection.clear()
    else if (key === '.' && selection.range) reveal(selection.range.start)
    else if (key === 'Home' || key === 'End') {
      if (shiftKey && length > 0) moveTo(key === 'Home' ? -length : length, true)
      else if (key === 'End' && live) setFollow(true)
      else scrollTo(key === 'Home' ? 0 : maxTop(box))
    } else {
      const step = stepOfKey(key, pageRows)
      if (step === undefined || length === 0) return false
      const paging = key.startsWith('Page')
      if (shiftKey || (selection.range && !paging)) moveTo(step, shiftKey)
      else if (Math.abs(step) >= ROW_BYTES) scroll.scrollBy(step / ROW_BYTES)
      else return false
    }
    return true
  }

  const goTo = (offset: number) => {
    selection.select({ anchor: offset, head: offset })
    reveal(offset)
  }
  const source = sourceOf(direction)
  const label = direction === 'upstream' ? 'client to target bytes' : 'target to client bytes'
  return (
    <section className={classes.pane} data-direction={direction} aria-label={label}>
      <HexToolbar
        direction={direction}
        length={length}
        live={live}
        follow={scroll.follow}
        onFollow={(follow) => {
          setFollow(follow)
          view.setFollowTail(follow)
        }}
        onGoTo={goTo}
        selected={selection.range}
        onCopy={copy.copy}
      />
      {error !== null && (
        <p className={classes.error} role="alert">
          These bytes could not be read: {error}{' '}
          <button type="button" className={classes.retry} onClick={() => pages.retry()}>
            Try again
          </button>
        </p>
      )}
      <div className={classes.middle}>
        <HexViewport
          id={id}
          surface={surface}
          label={label}
          window={window}
          lines={lines}
          labels={gutterLabels(seen.frames, window)}
          gaps={gapLabels(pages.gaps, window)}
          bounds={frameBounds(seen.frames, window)}
          shiftPx={shiftPx}
          rowPx={ROW_PX}
          selected={selection.range}
          cursor={selection.cursor}
          onSelect={selection.select}
          onKey={onKey}
          onDragOut={scroll.scrollBy}
        >
          {length === 0 && (
            <div className={classes.empty}>
              <p>{live ? `No byte from the ${source} yet.` : `The ${source} sent nothing.`}</p>
              {live && <p>{waitingWords(session)}</p>}
            </div>
          )}
        </HexViewport>
        <Scrollbar top={scroll.top} box={box} onTop={scrollTo} controls={id} label={`Scroll ${label}`} />
      </div>
      <Inspector pages={pages} range={selection.range} note={copy.note} />
    </section>
  )
}
