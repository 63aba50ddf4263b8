import { useState } from 'react'
import { useStore } from 'zustand'
import type { Session, SessionMark } from '@tcpscope/shared/api'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { isLive } from '../../base/words.ts'
import type { LaneTiles, SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import { modeFor, panView, viewOf, type TimeView, type ViewMode } from './timeView.ts'
import { useCalm } from './useCalm.ts'

/** A session as the timeline shows it: until when it goes, and what of that is in view. */
export interface TimelineView {
  /** All of it, also while the panes show an earlier moment: the scrubber says which. */
  readonly session: Session
  readonly marks: readonly SessionMark[]
  /** The tiles that the server has pushed; null: none yet. */
  readonly lanes: LaneTiles | null
  readonly live: boolean
  /** The newest moment, ns since the session's start; while it lives, now. */
  readonly untilNs: number
  readonly view: TimeView
  /** The view is the whole session, and grows with it. */
  readonly fits: boolean
  readonly show: (next: TimeView) => void
  readonly fit: () => void
  /** Brings a moment into the middle of the view. */
  readonly centre: (ns: number) => void
}

/** The session of a feed, calmly, and what of its time a person looks at. */
export function useTimelineView(feed: SessionFeed): TimelineView {
  const { view: viewStore } = useServices()
  const frozenAtMs = useStore(viewStore, (state) => state.frozenAtMs)
  const { session, marks, lanes, nowMs } = useCalm(feed, frozenAtMs === null)
  const live = isLive(session)
  // While nothing comes, waiting goes on: the lanes reach to now, as the session's age does.
  const ageNs = live ? ((frozenAtMs ?? nowMs) - session.startedAtMs) * NANOS_PER_MS : 0
  // Texts are logged a little after the last event: the tiles may know a later moment than the session.
  const untilNs = Math.max(session.durationNs, lanes?.list.untilNs ?? 0, ageNs)
  const [mode, setMode] = useState<ViewMode>({ kind: 'fit' })
  const view = viewOf(mode, untilNs)
  const show = (next: TimeView) => setMode(modeFor(next, untilNs, live))
  return {
    session,
    marks,
    lanes,
    live,
    untilNs,
    view,
    fits: mode.kind === 'fit',
    show,
    fit: () => setMode({ kind: 'fit' }),
    centre: (ns) => show(panView(view, ns - (view.start + view.end) / 2, untilNs)),
  }
}
