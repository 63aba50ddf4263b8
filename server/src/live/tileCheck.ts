import { MAX_TILES } from '@tcpscope/shared/api'
import type { LaneRange } from './lanesView.ts'
import { Refusal } from './refusal.ts'

/** @throws Refusal bad_request, too_many_tiles when a range of tiles is empty or too long */
export function checkTiles({ first, last }: LaneRange): void {
  if (last < first) throw new Refusal('bad_request', 'The last tile is before the first.', 'last')
  if (last - first >= MAX_TILES) {
    throw new Refusal('too_many_tiles', `At most ${MAX_TILES} tiles can be asked for at once.`, 'last')
  }
}
