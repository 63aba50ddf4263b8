import { useEffect, useState } from 'react'

/** What a store of a feed offers. */
interface Source<T> {
  getState(): T
  subscribe(listener: (state: T) => void): () => void
}

/** Live news is drawn at most this often: every 250 ms. */
export const CALM_MS = 250

/** The state of a store, at most four times a second: the first change at once, the last one never missed. */
export function useCalm<T>(source: Source<T>): T {
  const [state, setState] = useState(() => source.getState())
  useEffect(() => {
    let last = -Infinity
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = () => {
      timer = undefined
      last = performance.now()
      setState(source.getState())
    }
    take()
    const stop = source.subscribe(() => {
      timer ??= setTimeout(take, Math.max(0, last + CALM_MS - performance.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [source])
  return state
}
