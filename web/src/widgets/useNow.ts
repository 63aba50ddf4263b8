import { useCallback, useSyncExternalStore } from 'react'

/**
 * The time, ms since 1970, in steps of `periodMs`. The component is drawn anew at each step while `running`;
 * else only when something else does it.
 */
export function useNow(periodMs: number, running = true): number {
  const subscribe = useCallback(
    (onStep: () => void) => {
      const timer = running ? setInterval(onStep, periodMs) : undefined
      return () => clearInterval(timer)
    },
    [periodMs, running],
  )
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / periodMs) * periodMs)
}
