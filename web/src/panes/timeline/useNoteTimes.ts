import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Note } from '@tcpscope/shared/api'
import type { NoteId } from '@tcpscope/shared/base'
import type { FrameCache } from '../../data/frameCache.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import type { TimedNote } from './noteFlags.ts'

const NONE: readonly Note[] = []
const NO_TIMES: readonly TimedNote[] = []

/** The notes of a session in order of time, as far as the frames that they are in are known; the others are asked for. */
export function useNoteTimes(feed: SessionFeed, frames: FrameCache): readonly TimedNote[] {
  const { notes: store } = useServices()
  const notes = useStore(store, (state) => (state.sessionId === feed.id ? state.notes : NONE))
  const [timed, setTimed] = useState(NO_TIMES)
  useEffect(() => {
    const found = new Map<NoteId, TimedNote>()
    const reader = frames.open()
    // Once a note's frame is known it is not looked up again: it stays the same.
    const look = () => {
      const missing = notes.filter(({ id }) => !found.has(id))
      // Frames come many times a second: what is the same is not drawn again for them.
      if (notes.length === 0) setTimed(NO_TIMES)
      if (missing.length === 0) return
      const before = found.size
      for (const note of missing) {
        const frame = frames.frameAt(note.direction, note.from)
        if (frame) found.set(note.id, { note, timeNs: frame.readNs, record: frame.record })
      }
      const offsets = missing
        .filter(({ id }) => !found.has(id))
        .map(({ direction, from: offset }) => ({ direction, offset }))
      reader.want({ offsets })
      if (found.size > before) {
        setTimed([...found.values()].toSorted((a, b) => a.timeNs - b.timeNs || a.note.from - b.note.from))
      }
    }
    const stop = frames.changes.subscribe(look)
    look()
    return () => {
      stop()
      reader.close()
    }
  }, [frames, notes])
  return timed
}
