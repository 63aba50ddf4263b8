import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import type { FrameCache, FrameReader } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'

export interface SelectedTimes {
  readonly direction: Direction
  /** From the reading of the first selected frame to the last thing done with the last one, ns. */
  readonly start: number
  readonly end: number
}

export interface FrameTimes {
  readonly selected: SelectedTimes | null
  /** When the first byte of a direction was read, as far as it is known. */
  readonly firstBytes: Partial<Record<Direction, number>>
}

/**
 * Moments that follow from frames: those of the selected bytes, and the first bytes.
 * @param hasBytes which directions have any
 */
export function useFrameTimes(
  feed: SessionFeed,
  frames: FrameCache,
  hasBytes: Readonly<Record<Direction, boolean>>,
): FrameTimes {
  const { selection } = useServices()
  const { sessionId, direction, range } = useStore(selection)
  const isSelected = sessionId === feed.id && direction !== null && range !== null
  // As texts, which are compared: frames come many times a second, and seldom one of these.
  useSyncExternalStore(frames.changes.subscribe, () => {
    const times = isSelected ? timesOf(frames, direction, range) : null
    return [
      frames.frameAt('upstream', 0)?.readNs,
      frames.frameAt('downstream', 0)?.readNs,
      times?.start,
      times?.end,
    ].join()
  })
  const reader = useRef<FrameReader | null>(null)
  useEffect(() => {
    const open = frames.open()
    reader.current = open
    return () => open.close()
  }, [frames])

  const offsets: { direction: Direction; offset: number }[] = []
  const firstBytes: Partial<Record<Direction, number>> = {}
  for (const each of ['upstream', 'downstream'] as const) {
    if (!hasBytes[each]) continue
    offsets.push({ direction: each, offset: 0 })
    const first = frames.frameAt(each, 0)
    if (first) firstBytes[each] = first.readNs
  }
  let selected: SelectedTimes | null = null
  if (isSelected) {
    offsets.push(
      { direction, offset: range.start },
      { direction, offset: Math.max(range.start, range.end - 1) },
    )
    selected = timesOf(frames, direction, range)
  }
  useEffect(() => reader.current?.want({ offsets }))
  return { selected, firstBytes }
}

/** When bytes were read, passed on and logged; null while their frames are not known. */
export function timesOf(frames: FrameCache, direction: Direction, range: ByteRange): SelectedTimes | null {
  const from = frames.frameAt(direction, range.start)
  const to = frames.frameAt(direction, Math.max(range.start, range.end - 1))
  if (!from || !to) return null
  return { direction, start: from.readNs, end: Math.max(to.readNs, to.takenNs, to.loggedNs, to.textNs) }
}
