import { useCallback, useSyncExternalStore } from 'react'
import { everyStep } from '../base/steps.ts'

/**
 * The time, ms since 1970, in steps of `periodMs`. The component is drawn anew at each step while `running`;
 * else only when something else does it.
 */
export function useNow(periodMs: number, running = true): number {
  const subscribe = useCallback(
    (onStep: () => void) => (running ? everyStep(periodMs, onStep) : () => {}),
    [periodMs, running],
  )
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / periodMs) * periodMs)
}
