import { useEffect, useState } from 'react'
import type { Session, SessionMark } from '@tcpscope/shared/api'
import { Pacer } from '../../base/pacer.ts'
import { CALM_MS } from '../../base/steps.ts'
import { isLive } from '../../base/words.ts'
import type { LaneTiles, SessionFeed } from '../../live/sessionFeed.ts'

/** What is known of a session at one time. */
export interface Calm {
  readonly session: Session
  readonly marks: readonly SessionMark[]
  /** The newest tiles that were pushed; null: none yet. */
  readonly lanes: LaneTiles | null
  /** When this was, ms since 1970. */
  readonly nowMs: number
}

/**
 * What a feed knows, all of it together at most four times a second: the first change at once, the last one never missed.
 * @param ticks whether time goes on while the session lives, also when nothing comes
 */
export function useCalm(feed: Pick<SessionFeed, 'whole' | 'tiles'>, ticks: boolean): Calm {
  const [calm, setCalm] = useState(() => read(feed))
  useEffect(() => {
    const pacer = new Pacer(() => {
      const now = read(feed)
      setCalm(now)
      // Time is a change, too.
      if (ticks && isLive(now.session)) pacer.ask()
    }, CALM_MS)
    pacer.ask()
    const stops = [feed.whole, feed.tiles].map((store) => store.subscribe(() => pacer.ask()))
    return () => {
      for (const stop of stops) stop()
      pacer.stop()
    }
  }, [feed, ticks])
  return calm
}

function read({ whole, tiles }: Pick<SessionFeed, 'whole' | 'tiles'>): Calm {
  const { session, marks } = whole.getState()
  return { session, marks, lanes: tiles.getState().lanes, nowMs: Date.now() }
}
