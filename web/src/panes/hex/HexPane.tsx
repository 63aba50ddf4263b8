import { useEffect, useId, useRef, type CSSProperties } from 'react'
import { sourceOf } from '@tcpscope/shared/base'
import { isLive, waitingWords } from '../../base/words.ts'
import type { FrameReader } from '../../data/frameCache.ts'
import { framesInView } from '../../data/framesInView.ts'
import type { PageReader } from '../../data/pageCache.ts'
import { useServices } from '../../stores/services.ts'
import { useShowEnd } from '../../stores/useShowEnd.ts'
import { rowColumns, Scrollbar } from '../../widgets/hexrows/index.ts'
import type { DirectionPaneProps } from '../session/contract.ts'
import { hexKeys } from './hexKeys.ts'
import { HexToolbar } from './HexToolbar.tsx'
import { bytesInView, bytesToFetch, frameBounds, gapLabels, gutterLabels, hexLines } from './hexView.ts'
import { HexViewport } from './HexViewport.tsx'
import { Inspector } from './Inspector.tsx'
import { useCopy } from './useCopy.ts'
import { ROW_PX, useHexPlace } from './useHexPlace.ts'
import { useHexSelection } from './useHexSelection.ts'
import { useHexStream } from './useHexStream.ts'
import classes from './HexPane.module.css'

/** All bytes of one direction, so many a row, live, of any length. */
export function HexPane({ feed, direction }: DirectionPaneProps) {
  const { view } = useServices()
  const id = useId()
  const { pages, frames, session, length } = useHexStream(feed, direction)
  const live = isLive(session)
  const surface = useRef<HTMLDivElement>(null)
  const place = useHexPlace(surface, length, live && view.getState().followTail)
  const { window, scroll, reveal } = place
  const selection = useHexSelection(feed, direction, frames, length, reveal)
  useShowEnd(feed, scroll.setFollow)
  const copy = useCopy(feed.id, direction, pages)

  // Not memoised: what the caches hold is not React's to watch, and fifty rows are quickly written.
  const seen = framesInView(frames, direction, bytesInView(window), pages.gaps, window.layout.bytes)
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

  const goTo = (offset: number) => {
    selection.select({ anchor: offset, head: offset })
    reveal(offset)
  }
  const source = sourceOf(direction)
  const label = direction === 'upstream' ? 'client to target bytes' : 'target to client bytes'
  return (
    <section
      className={classes.pane}
      data-direction={direction}
      aria-label={label}
      style={{ '--hex-columns': rowColumns(window.layout) } as CSSProperties}
    >
      <HexToolbar
        direction={direction}
        length={length}
        live={live}
        follow={scroll.follow}
        onFollow={(follow) => {
          scroll.setFollow(follow)
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
          shiftPx={place.shiftPx}
          rowPx={ROW_PX}
          selected={selection.range}
          cursor={selection.cursor}
          onSelect={selection.select}
          onKey={hexKeys({
            place,
            selection,
            live,
            onCopy: () => selection.range && copy.copy('dump', selection.range),
          })}
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
        />
      </div>
      <Inspector pages={pages} range={selection.range} note={copy.note} />
    </section>
  )
}
