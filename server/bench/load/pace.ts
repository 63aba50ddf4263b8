export interface Paced {
  /** Called with 0, 1, 2, … */
  readonly due: (number: number) => void
  /** Called once, when the time is up. */
  readonly over: () => void
}

/**
 * Something is due so many times a second, as evenly as timers allow (they have milliseconds). What a late timer missed
 * is made up for at once.
 * @param until on the clock of `performance`, ms
 */
export function pace(perSecond: number, until: number, { due, over }: Paced): void {
  const began = performance.now()
  let next = 0
  const tick = (): void => {
    const now = performance.now()
    const before = Math.floor(((Math.min(now, until) - began) * perSecond) / 1000)
    while (next < before) due(next++)
    if (now >= until) over()
    else setTimeout(tick, 1)
  }
  tick()
}
