import type { Direction } from '@tcpscope/shared/base'
import type { Dispose } from '../base/emitter.ts'

/** A byte of a session, and the frame that it is in. */
export interface BytePlace {
  readonly direction: Direction
  readonly offset: number
  /** Place of its frame in the frame index; null: not known. */
  readonly record: number | null
}

/** Where the panes of the open session stand: asked when somebody wants to know, so that scrolling tells nobody. */
export interface Viewport {
  /** A pane is shown. @param read its first byte in view; null: it shows none */
  register(read: () => BytePlace | null): Dispose
  /** The first byte that is seen; of several panes that of a preferred direction, else the earliest. */
  first(preferred: Direction | null): BytePlace | null
}

/** Knows no pane at first. */
export function createViewport(): Viewport {
  const panes = new Set<() => BytePlace | null>()
  return {
    register: (read) => {
      panes.add(read)
      return () => panes.delete(read)
    },
    first: (preferred) => {
      const places = [...panes].map((read) => read()).filter((place) => place !== null)
      return (
        places.find(({ direction }) => direction === preferred) ??
        places.toSorted((a, b) => (a.record ?? Infinity) - (b.record ?? Infinity))[0] ??
        null
      )
    },
  }
}
