import { useCallback, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import { isAbort } from '../../data/api.ts'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { cursorOf, cursorRange, type ByteCursor } from './byteCursor.ts'

export interface HexSelection {
  /** Selected bytes of this direction, or null. */
  readonly range: ByteRange | null
  /** The cursor as of now; null when nothing is selected. */
  readonly cursor: () => ByteCursor | null
  readonly select: (cursor: ByteCursor) => void
  /** Selects the frame that holds a byte; the server is asked when it is not known. */
  readonly selectFrame: (offset: number) => void
  readonly clear: () => void
}

/**
 * This direction's part of the one selection of the page.
 * @param length bytes that are shown: what lies behind them is not selected, as of the moment that is shown
 * @param onReveal called with a byte that was selected elsewhere, and once with what is selected already
 */
export function useHexSelection(
  feed: SessionFeed,
  direction: Direction,
  frames: FrameCache,
  length: number,
  onReveal: (offset: number) => void,
): HexSelection {
  const { selection } = useServices()
  const known = useRef<ByteCursor | null>(null)
  const reveal = useRef(onReveal)
  useEffect(() => {
    reveal.current = onReveal
  })

  const rangeOf = useCallback(
    (state: ReturnType<typeof selection.getState>) =>
      state.sessionId === feed.id && state.direction === direction ? state.range : null,
    [feed, direction],
  )
  useEffect(() => {
    const first = rangeOf(selection.getState())
    if (first) reveal.current(first.start)
    return selection.subscribe((state) => {
      const range = rangeOf(state)
      if (range && state.origin !== 'hex') reveal.current(range.start)
    })
  }, [selection, rangeOf])

  const select = useCallback(
    (cursor: ByteCursor) => {
      known.current = cursor
      const range = cursorRange(cursor)
      const record = frames.frameAt(direction, range.start)?.record ?? null
      selection.select({ sessionId: feed.id, direction, range, record, origin: 'hex' })
    },
    [selection, frames, feed, direction],
  )
  const asked = useRef(new AbortController())
  useEffect(() => () => asked.current.abort(), [])
  const selectFrame = (offset: number) => {
    asked.current.abort()
    const abort = new AbortController()
    asked.current = abort
    frames
      .locate(direction, offset, abort.signal)
      .then((frame) => {
        if (!frame || abort.signal.aborted) return
        select({ anchor: frame.offset, head: frame.offset + frame.length - 1 })
        reveal.current(frame.offset)
      })
      .catch((error: unknown) => {
        // What is selected stays; the next attempt asks again.
        if (!isAbort(error)) console.warn('the frame could not be found', error)
      })
  }

  return {
    range: shownPart(useStore(selection, rangeOf), length),
    cursor: useCallback(() => {
      const range = rangeOf(selection.getState())
      return range && cursorOf(range, known.current)
    }, [selection, rangeOf]),
    select,
    selectFrame,
    clear: useCallback(() => selection.clear(feed.id), [selection, feed]),
  }
}

/** The part of a selection that is shown, or null. The same object while all of it is. */
function shownPart(range: ByteRange | null, length: number): ByteRange | null {
  if (!range || range.end <= length) return range
  return range.start < length ? { start: range.start, end: length } : null
}
