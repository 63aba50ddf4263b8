import { useState } from 'react'
import { useStore } from 'zustand'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import { useServices } from '../../stores/services.ts'
import { fitView, modeFor, viewOf, type TimeView, type ViewMode } from '../../widgets/timeview/index.ts'
import { useNow } from '../../widgets/useNow.ts'
import type { Clock } from './bars.ts'
import type { Stretch } from './useSpans.ts'

/** A window is asked for on a grid of this part of it, so that a view that follows the time asks now and then only. */
const GRID = 8
/** Everything, while nothing is known: the last minute, ms. */
const NOTHING_MS = 60_000

export interface ClockView {
  readonly clock: Clock
  readonly untilNs: number
  readonly fits: boolean
  readonly show: (view: TimeView) => void
  readonly fit: () => void
  readonly now: number
}

/**
 * What of the clock is in view, and until when it goes: now, or when the view was frozen.
 * @param moves whether a session lives: else the drawing stands
 */
export function useClockView(
  mode: ViewMode,
  setMode: (mode: ViewMode) => void,
  firstMs: number | null,
  width: number,
  moves: boolean,
): ClockView {
  const { view: viewStore } = useServices()
  const frozenAtMs = useStore(viewStore, (state) => state.frozenAtMs)
  const ticking = useNow(250, moves && frozenAtMs === null)
  const now = frozenAtMs ?? ticking
  // Views are counted from a beginning that does not move while sessions come.
  const [pageMs] = useState(() => Date.now() - NOTHING_MS)
  const originMs = firstMs ?? pageMs
  const untilNs = Math.max(1, now - originMs) * NANOS_PER_MS
  const view = mode.kind === 'fit' ? fitView(untilNs) : viewOf(mode, untilNs)
  return {
    clock: { view, width, originMs, nowMs: now },
    untilNs,
    fits: mode.kind === 'fit',
    now,
    show: (next) => setMode(modeFor(next, untilNs, true)),
    fit: () => setMode({ kind: 'fit' }),
  }
}

/** The stretch to ask for, for a view: a little more than is seen. */
export function windowFor(originMs: number, { start, end }: TimeView): Stretch {
  const grid = Math.max(1, Math.ceil((end - start) / NANOS_PER_MS / GRID))
  return {
    from: Math.max(0, Math.floor((originMs + start / NANOS_PER_MS) / grid) * grid),
    to: Math.ceil((originMs + end / NANOS_PER_MS) / grid) * grid,
  }
}
