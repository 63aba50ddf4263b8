import type { Activity } from '@tcpscope/shared/api'
import { RECORD_SIZE } from '@tcpscope/shared/capture'
import { IndexView, type RecordSource } from './indexView.ts'
import { passed } from './passed.ts'

/** An index that is no longer than this is read at once: 256 KiB. */
const SHORT_RECORDS = 4096
/** Of a longer one this many at a time: the last steps of a search stay among them. */
const BLOCK_RECORDS = 64

/**
 * Bytes of each direction that were read between each moment and the next, those that could not be recorded among
 * them. Each moment is searched by halving, so the work grows with their number, and hardly with the session.
 * @param edges ns since the session's start, ascending
 */
export async function activityOf(index: RecordSource, edges: readonly number[]): Promise<Activity> {
  const { records } = await index.state()
  const view = new IndexView(inBlocks(index, records), records, false)
  const up: number[] = []
  const down: number[] = []
  for (const edge of edges) {
    const { upstreamBytes, downstreamBytes } = await passed(view, await view.firstReadAt(edge))
    up.push(upstreamBytes)
    down.push(downstreamBytes)
  }
  return { upstream: steps(up), downstream: steps(down) }
}

function steps(sums: readonly number[]): number[] {
  return sums.slice(1).map((sum, i) => sum - sums[i]!)
}

/** The same records; each is read together with its neighbours, which are kept. */
function inBlocks(index: RecordSource, records: number): RecordSource {
  const size = records <= SHORT_RECORDS ? SHORT_RECORDS : BLOCK_RECORDS
  const blocks = new Map<number, Uint8Array>()
  return {
    state: () => Promise.resolve({ records }),
    async read(from, count) {
      const number = Math.floor(from / size)
      const at = from - number * size
      if (at + count > size) return index.read(from, count)
      let block = blocks.get(number)
      if (!block) {
        block = await index.read(number * size, Math.min(size, records - number * size))
        blocks.set(number, block)
      }
      return block.subarray(at * RECORD_SIZE, (at + count) * RECORD_SIZE)
    },
  }
}
