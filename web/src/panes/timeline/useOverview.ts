import { useEffect, useState } from 'react'
import type { SessionId } from '@tcpscope/shared/base'
import type { Tile } from '@tcpscope/shared/trace'
import { useServices } from '../../stores/services.ts'
import { fitView, tilesFor } from './timeView.ts'

/** Pixels of the overview: it is a sketch. */
const OVERVIEW_PX = 600

/**
 * Coarse tiles of the whole session, for the minimap and for what the pushed tiles do not cover (yet). Fetched
 * anew whenever the session has grown by a tenth, and once when it ends: a few dozen times however long it runs.
 */
export function useOverview(id: SessionId, untilNs: number, live: boolean): readonly Tile[] {
  const { api } = useServices()
  const [tiles, setTiles] = useState<readonly Tile[]>([])
  const growth = untilNs === 0 ? 0 : Math.floor(Math.log(untilNs) / Math.log(1.1))
  const wanted = live ? growth : untilNs
  useEffect(() => {
    if (wanted === 0) return undefined
    const until = live ? 1.1 ** (wanted + 1) : wanted
    const abort = new AbortController()
    api
      .timeline(id, tilesFor(fitView(until), OVERVIEW_PX, until), abort.signal)
      .then((list) => setTiles(list.tiles))
      // Without an overview the minimap stays plain; the lanes have their own tiles.
      .catch(() => undefined)
    return () => abort.abort()
  }, [api, id, wanted, live])
  return tiles
}
