import { scaleTime } from 'd3-scale'
import { NANOS_PER_MS } from '@tcpscope/shared/base'
import type { Tick } from '../../widgets/timeview/index.ts'
import { xOfMs, type Clock } from './bars.ts'

const TICK_PX = 110

/** Ticks of the clock: round local times. */
export function clockTicks(clock: Clock): Tick[] {
  const { view, width, originMs } = clock
  const [from, to] = [originMs + view.start / NANOS_PER_MS, originMs + view.end / NANOS_PER_MS]
  const count = Math.max(1, Math.floor(width / TICK_PX))
  const step = (to - from) / count
  return scaleTime()
    .domain([from, to])
    .ticks(count)
    .map((at) => ({ x: xOfMs(clock, at.getTime()), label: labelOf(at, step) }))
}

const two = (value: number) => String(value).padStart(2, '0')

function labelOf(at: Date, stepMs: number): string {
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const minute = `${two(at.getHours())}:${two(at.getMinutes())}`
  if (stepMs >= 43_200_000) return day
  if (at.getHours() === 0 && at.getMinutes() === 0 && stepMs >= 60_000) return day
  if (stepMs >= 60_000) return minute
  const second = `${minute}:${two(at.getSeconds())}`
  return stepMs >= 1000 ? second : `${second}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
