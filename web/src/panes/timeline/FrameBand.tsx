import type { LaneId } from '@tcpscope/shared/trace'
import { bandPath } from './laneShapes.ts'
import { LANE_PX, laneY } from './layout.ts'
import { xOf, type TimeView } from './timeView.ts'
import type { SelectedTimes } from './useFrameTimes.ts'

interface FrameBandProps {
  readonly view: TimeView
  readonly width: number
  readonly times: SelectedTimes
  readonly className: string | undefined
  readonly testId: string
}

/** Where bytes were: a frame around their time on the lanes of their direction. */
export function FrameBand({ view, width, times, className, testId }: FrameBandProps) {
  const from = Math.max(-4, xOf(view, width, times.start) - 1.5)
  const to = Math.min(width + 4, xOf(view, width, times.end) + 1.5)
  if (to < 0 || from > width) return null
  const up = times.direction === 'upstream'
  const lanes: LaneId[] = [up ? 'copier-up' : 'copier-down', up ? 'log-up' : 'log-down', 'hex']
  const path = lanes
    .map((lane) => bandPath([{ from, to: Math.max(from + 4, to) }], laneY(lane) - 1, LANE_PX + 2))
    .join('')
  return <path className={className} data-testid={testId} d={path} />
}
