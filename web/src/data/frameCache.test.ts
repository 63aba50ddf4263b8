import type { FrameRow, SessionMark } from '@tcpscope/shared/api'
import { nanos, type Direction } from '@tcpscope/shared/base'
import { encodeRecord, RECORD_SIZE } from '@tcpscope/shared/capture'
import { describe, expect, it, vi } from 'vitest'
import { FRAME_PAGE, FrameCache, type FrameSource } from './frameCache.ts'
import { framesInView } from './framesInView.ts'
import { markAt } from './marksInIndex.ts'

/** A session of `count` records: every tenth a mark, the others frames of 10 bytes, directions in turn. */
function index(count: number): (FrameRow | null)[] {
  const next = { upstream: 0, downstream: 0 }
  return Array.from({ length: count }, (_, record) => {
    if (record % 10 === 0) return null
    const direction: Direction = record % 2 ? 'upstream' : 'downstream'
    const number = next[direction]++
    const other = next[direction === 'upstream' ? 'downstream' : 'upstream'] * 10
    const readNs = 1000 * (record + 1)
    return {
      record,
      direction,
      number,
      offset: number * 10,
      length: 10,
      otherOffset: other,
      readNs,
      takenNs: readNs + 1,
      loggedNs: readNs + 2,
      textNs: 0,
    }
  })
}

function serve(rows: readonly (FrameRow | null)[]) {
  return vi.fn<FrameSource>((query) => {
    const found =
      query.from ??
      rows.findIndex(
        (row) => row?.direction === query.direction && row && query.offset! < row.offset + row.length,
      )
    const from = found < 0 ? rows.length : found
    const next = Math.min(rows.length, from + (query.limit ?? 500))
    const frames = rows.slice(from, next).filter((row) => row !== null)
    return Promise.resolve({ from, next, records: rows.length, frames })
  })
}

function row(offset: number, length: number): FrameRow {
  return { offset, length } as FrameRow
}

function mark(timeNs: number, code: SessionMark['code']): SessionMark {
  return { code, timeNs, direction: 'upstream', offset: 0, length: 0 }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('frame cache', () => {
  it('[FRM1] fetches the unknown records of a range by page, and knows marks from frames', async () => {
    const rows = index(600)
    const source = serve(rows)
    const cache = new FrameCache(source)
    cache.grow(600)
    const reader = cache.open()
    reader.want({ records: { start: 250, end: 270 } })
    await settled()
    expect(source.mock.calls.map(([query]) => query)).toEqual([
      { from: 250, limit: 6 },
      { from: 256, limit: FRAME_PAGE },
    ])
    expect(cache.at(250)).toBeNull()
    expect(cache.at(251)).toEqual(rows[251])
    expect(cache.at(249)).toBeUndefined()
    reader.want({ records: { start: 250, end: 270 } })
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('[FRM2] finds the frame of a byte, asking for it once', async () => {
    const rows = index(600)
    const source = serve(rows)
    const cache = new FrameCache(source)
    cache.grow(600)
    const reader = cache.open()
    reader.want({ offsets: [{ direction: 'downstream', offset: 1234 }] })
    await settled()
    expect(cache.frameAt('downstream', 1234)).toMatchObject({ number: 123, offset: 1230 })
    reader.want({ offsets: [{ direction: 'downstream', offset: 1239 }] })
    expect(source).toHaveBeenCalledTimes(1)
    expect(await cache.locate('upstream', 0, new AbortController().signal)).toMatchObject({ number: 0 })
  })

  it('[FRM3] a byte that no frame holds is not asked for again until the index grows', async () => {
    const source = serve(index(20))
    const cache = new FrameCache(source)
    cache.grow(20)
    const reader = cache.open()
    const wish = { offsets: [{ direction: 'upstream' as const, offset: 5_000 }] }
    reader.want(wish)
    await settled()
    reader.want(wish)
    await settled()
    expect(source).toHaveBeenCalledTimes(1)
    cache.grow(21)
    reader.want(wish)
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('[FRM4] pushed records are known at once, and again with the times that were filled in', () => {
    const cache = new FrameCache(serve([]))
    const payload = new Uint8Array(2 * RECORD_SIZE)
    const view = new DataView(payload.buffer)
    const common = { direction: 'upstream', number: 0, otherNumber: 0, offset: 0, otherOffset: 0 } as const
    encodeRecord(view, 0, {
      kind: 'mark',
      code: 'connected',
      detail: 0,
      length: 0,
      readNs: nanos(5),
      ...common,
    })
    const frame = {
      kind: 'frame',
      atOnce: true,
      length: 7,
      readNs: nanos(9),
      loggedNs: nanos(12),
      textNs: nanos(0),
      ...common,
    } as const
    encodeRecord(view, RECORD_SIZE, { ...frame, takenNs: nanos(0) })
    cache.push(0, payload)
    expect(cache.records).toBe(2)
    expect(cache.at(0)).toBeNull()
    expect(cache.frameAt('upstream', 6)).toMatchObject({ record: 1, takenNs: 0, length: 7 })
    encodeRecord(view, RECORD_SIZE, { ...frame, takenNs: nanos(30) })
    cache.push(0, payload)
    expect(cache.frameAt('upstream', 6)).toMatchObject({ takenNs: 30 })
    expect(cache.frameAt('upstream', 7)).toBeUndefined()
  })

  it('[FRM5] an error is kept in words until it is tried again', async () => {
    const source = vi.fn<FrameSource>(() => Promise.reject(new Error('The server does not answer.')))
    const cache = new FrameCache(source)
    cache.grow(5)
    const reader = cache.open()
    reader.want({ records: { start: 0, end: 5 } })
    await settled()
    reader.want({ records: { start: 0, end: 5 } })
    await settled()
    expect(cache.error).toBe('The server does not answer.')
    expect(source).toHaveBeenCalledTimes(1)
    cache.retry()
    expect(cache.error).toBeNull()
    reader.want({ records: { start: 0, end: 5 } })
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('[FRM6] a fetch nobody wants any more is aborted', () => {
    const signals: AbortSignal[] = []
    const cache = new FrameCache((_, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    })
    cache.grow(10_000)
    const reader = cache.open()
    reader.want({ records: { start: 0, end: 10 } })
    reader.want({ records: { start: 5_120, end: 5_130 } })
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
    reader.close()
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true])
  })
})

describe('frames in view', () => {
  it('[FRM7] steps over gaps and unknown places, and names the first unknown byte', () => {
    const frames = [row(0, 40), row(100, 20), row(160, 500)]
    const cache = {
      frameAt: (_: Direction, at: number) => frames.find((f) => at >= f.offset && at < f.offset + f.length),
    }
    const seen = framesInView(cache, 'upstream', { start: 16, end: 200 }, [{ start: 40, end: 100 }], 16)
    expect(seen.frames).toEqual(frames)
    expect(seen.missing).toBe(120)
  })
})

describe('marks in the frame index', () => {
  it('[FRM8] are named by the frame before them', () => {
    const marks = [mark(1, 'connected'), mark(50, 'ended'), mark(60, 'ended'), mark(70, 'closed')]
    expect(markAt(marks, 0, null)?.code).toBe('connected')
    expect(markAt(marks, 5, { record: 4, readNs: 40 })).toBe(marks[1])
    expect(markAt(marks, 6, { record: 4, readNs: 40 })).toBe(marks[2])
    expect(markAt(marks, 8, { record: 7, readNs: 65 })).toBe(marks[3])
    expect(markAt(marks, 9, { record: 7, readNs: 65 })).toBeUndefined()
  })
})
