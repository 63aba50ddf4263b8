import { LRUCache } from 'lru-cache'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { TileList, TileQuery } from '@tcpscope/shared/api'
import { mergeTiles, type Tile, TileBuilder, tileWidth } from '@tcpscope/shared/trace'
import type { SessionId } from '@tcpscope/shared/base'
import { IndexView, type RecordSource } from './indexView.ts'

/** Settled tiles kept, all sessions; one is at most some hundred KiB, most are far smaller. */
const CACHE_TILES = 512
/** A tile with more records than this is put together from two finer ones, which stay in the cache. */
export const SCAN_RECORDS = 16_384

/**
 * Timeline tiles, made from the frame index when they are asked for. A long session's coarse tiles are put together
 * from finer ones, so a live session costs only its newest stretch, however long it has run.
 */
export class TileStore {
  readonly #cache = new LRUCache<string, Tile>({ max: CACHE_TILES })

  /** The answer for a session that has no index. */
  none({ level, first, last }: TileQuery): TileList {
    const tiles = []
    for (let index = first; index <= last; index++) tiles.push(new TileBuilder(level, index).build(true))
    return { untilNs: 0, tiles }
  }

  async list(facts: SessionFacts, index: RecordSource, { level, first, last }: TileQuery): Promise<TileList> {
    const view = new IndexView(index, (await index.state()).records, facts.hexLog === 'live')
    const tiles: Tile[] = []
    for (let i = first; i <= last; i++) tiles.push(await this.tile(facts.id, view, level, i))
    return { untilNs: await view.newestTime(), tiles }
  }

  forget(id: SessionId): void {
    for (const key of this.#cache.keys()) if (key.startsWith(id)) this.#cache.delete(key)
  }

  /** One tile. @param view of the session's index */
  async tile(id: SessionId, view: IndexView, level: number, index: number): Promise<Tile> {
    const key = `${id} ${level} ${index}`
    const cached = this.#cache.get(key)
    if (cached) return cached
    const start = index * tileWidth(level)
    const from = await view.firstReadAt(start)
    const to = await view.firstReadAt(start + tileWidth(level))
    const tile =
      to - from > SCAN_RECORDS && level > 0
        ? mergeTiles(
            await this.tile(id, view, level - 1, index * 2),
            await this.tile(id, view, level - 1, index * 2 + 1),
          )
        : await view.scan(level, index, from, to)
    if (tile.settled) this.#cache.set(key, tile)
    return tile
  }
}
