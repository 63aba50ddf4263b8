import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** The URL's parameter: the swimlanes are shown above the list. */
const PARAM = 'lanes'

/** Whether the swimlanes are shown; the URL knows, so that a link shows what its sender saw. */
export function useSwimlanesShown(): [shown: boolean, show: (shown: boolean) => void] {
  const [params, setParams] = useSearchParams()
  const show = useCallback(
    (shown: boolean) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old)
          if (shown) next.set(PARAM, '1')
          else next.delete(PARAM)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return [params.has(PARAM), show]
}
