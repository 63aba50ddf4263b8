import { useEffect, useRef } from 'react'
import { isAbort } from '../../data/api.ts'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import type { Selection } from '../../stores/selection.ts'
import { useServices } from '../../stores/services.ts'

/**
 * Calls `onReveal` with the record (and the first byte) that was selected elsewhere, and once with what is
 * selected already. A selection that names bytes only has its frame looked up first.
 */
export function useReveal(
  feed: SessionFeed,
  frames: FrameCache,
  onReveal: (record: number, offset: number | null) => void,
): void {
  const { selection } = useServices()
  const reveal = useRef(onReveal)
  useEffect(() => {
    reveal.current = onReveal
  })
  useEffect(() => {
    let pending = new AbortController()
    const show = ({ sessionId, direction, range }: Selection) => {
      pending.abort()
      if (sessionId !== feed.id || !direction || !range) return
      const abort = new AbortController()
      pending = abort
      frames
        .locate(direction, range.start, abort.signal)
        .then((frame) => {
          if (frame && !abort.signal.aborted) reveal.current(frame.record, range.start)
        })
        .catch((error: unknown) => {
          // The place stays where it is; the next selection tries again.
          if (!isAbort(error)) console.warn('the selected frame could not be found', error)
        })
    }
    show(selection.getState())
    const stop = selection.subscribe((state) => {
      if (state.origin !== 'conversation') show(state)
    })
    return () => {
      stop()
      pending.abort()
    }
  }, [feed, frames, selection])
}
