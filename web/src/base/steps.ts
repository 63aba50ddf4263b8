import type { Dispose } from './emitter.ts'

/** What changes faster than a person reads is drawn four times a second, ms. */
export const CALM_MS = 250

/**
 * How long it is to the next step of the clock, > 0 and <= `periodMs`. Who waits for steps of the same length acts at the
 * same time as all others that do: the browser lays out and paints once for all of them.
 * @param nowMs ms since 1970
 */
export function untilStep(periodMs: number, nowMs = Date.now()): number {
  return periodMs - (nowMs % periodMs)
}

/** Calls at every step of the clock, until it is taken back. */
export function everyStep(periodMs: number, act: () => void): Dispose {
  const wait = () => setTimeout(step, untilStep(periodMs))
  let timer = wait()
  function step(): void {
    timer = wait()
    act()
  }
  return () => clearTimeout(timer)
}
