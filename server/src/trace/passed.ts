import type { IndexView } from './indexView.ts'

/** Frames and bytes of each direction before a record. */
export async function passed(view: IndexView, number: number) {
  const at = Math.min(number, view.count - 1)
  const record = at >= 0 ? await view.record(at) : undefined
  if (!record) return { upstream: 0, downstream: 0, upstreamBytes: 0, downstreamBytes: 0 }
  const behind = number > at
  const own = {
    frames: record.number + (behind && record.kind === 'frame' ? 1 : 0),
    bytes: record.offset + (behind ? record.length : 0),
  }
  const other = { frames: record.otherNumber, bytes: record.otherOffset }
  const [up, down] = record.direction === 'upstream' ? [own, other] : [other, own]
  return {
    upstream: up.frames,
    downstream: down.frames,
    upstreamBytes: up.bytes,
    downstreamBytes: down.bytes,
  }
}
