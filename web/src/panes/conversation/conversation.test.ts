import type { FrameRow, SessionMark } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesInRows,
  conversationLines,
  rowsOfSlot,
  selectedParts,
  type RowSources,
} from './conversationRows.ts'
import * as scroll from './recordScroll.ts'

function listOf(heights: readonly number[]): scroll.RecordList {
  return { records: heights.length, rowsOf: (record) => heights[record] ?? 1 }
}

function frame(record: number, direction: Direction, offset: number, length: number): FrameRow {
  const times = { readNs: 1_000_000 * (record + 1), takenNs: 0, loggedNs: 0, textNs: 0 }
  return { record, direction, number: record, offset, length, otherOffset: 0, ...times }
}

const bytes = new TextEncoder().encode('hello, this is the client speaking')
const marks: SessionMark[] = [{ code: 'connected', direction: 'upstream', timeNs: 500, offset: 0, length: 0 }]
const slots = [null, frame(1, 'upstream', 0, 20), frame(2, 'downstream', 0, 3), frame(3, 'upstream', 20, 14)]
const sources: RowSources = {
  slot: (record) => slots[record],
  slice: (_, start, end) => ({ bytes: bytes.subarray(start, end), complete: true, error: null }),
  gaps: () => [],
  marks,
}
const list = { records: 4, rowsOf: (record: number) => rowsOfSlot(slots[record]) }

describe('scrolling over records', () => {
  it('[CNV1] steps through rows of records, both ways, and stops at the ends', () => {
    const some = listOf([3, 1, 5])
    expect(scroll.stepRows(scroll.FIRST_PLACE, 2.5, some)).toEqual({ record: 0, row: 2.5 })
    expect(scroll.stepRows(scroll.FIRST_PLACE, 4.5, some)).toEqual({ record: 2, row: 0.5 })
    expect(scroll.stepRows({ record: 2, row: 0.5 }, -2, some)).toEqual({ record: 0, row: 2.5 })
    expect(scroll.stepRows({ record: 2, row: 0.5 }, -99, some)).toEqual(scroll.FIRST_PLACE)
    expect(scroll.stepRows(scroll.FIRST_PLACE, 99, some)).toEqual({ record: 3, row: 0 })
    expect(scroll.stepRows(scroll.FIRST_PLACE, 1, listOf([]))).toEqual(scroll.FIRST_PLACE)
  })

  it('[CNV2] the end shows the last row at the lower edge; short lists begin at the top', () => {
    const some = listOf([3, 1, 5])
    expect(scroll.endPlace(4, some)).toEqual({ record: 2, row: 1 })
    expect(scroll.endPlace(5.5, some)).toEqual({ record: 1, row: 0.5 })
    expect(scroll.endPlace(50, some)).toEqual(scroll.FIRST_PLACE)
    expect(scroll.clampPlace({ record: 2, row: 4 }, 4, some)).toEqual({ record: 2, row: 1 })
    expect(scroll.clampPlace({ record: 0, row: 7 }, 4, some)).toEqual({ record: 0, row: 2 })
  })

  it('[CNV3] one frame of a gigabyte costs no more than a short one', () => {
    const huge = listOf([1, 1 + 2 ** 26, 2])
    const end = scroll.endPlace(40, huge)
    expect(end).toEqual({ record: 1, row: 2 ** 26 + 1 - 38 })
    expect(scroll.rowsInView(end, 40, huge)).toHaveLength(40)
    expect(scroll.stepRows(end, -1e6, huge).row).toBe(2 ** 26 + 1 - 38 - 1e6)
  })

  it('[CNV4] rows in view follow each other without a hole, and the scrollbar finds its place again', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(heights, fc.double({ min: 0, max: 400, noNaN: true }), (heights, down) => {
        const some = listOf(heights)
        const place = scroll.clampPlace(scroll.stepRows(scroll.FIRST_PLACE, down, some), 10, some)
        const flat = heights.flatMap((rows, record) =>
          Array.from({ length: rows }, (_, row) => ({ record, row })),
        )
        const rows = scroll.rowsInView(place, 10, some)
        const from = flat.findIndex(
          ({ record, row }) => record === place.record && row === Math.floor(place.row),
        )
        expect(rows).toEqual(flat.slice(from, from + rows.length))
        expect(rows.length).toBeGreaterThanOrEqual(Math.min(10, flat.length))
        const back = scroll.topToPlace(scroll.placeToTop(place, some), some)
        expect(back.record).toBe(place.record)
        expect(back.row).toBeCloseTo(place.row, 4)
      }),
    )
  })
})

describe('rows of the conversation', () => {
  it('[CNV5] a heading a frame, rows as in the hex log with offsets that restart, marks by name', () => {
    const rows = scroll.rowsInView(scroll.FIRST_PLACE, 20, list)
    const lines = conversationLines(rows, sources, (kind, direction) => `${kind} ${direction ?? ''}`.trim())
    expect(lines.map(({ text }) => text)).toEqual([
      '— connected: the target answered  +1 µs',
      '#1 ↑ client → target  +2.00 ms  20 bytes  at 00000000',
      '00000000  68 65 6c 6c 6f 2c 20 74  68 69 73 20 69 73 20 74  |hello, this is t|',
      `${'00000010  68 65 20 63'.padEnd(60)}|he c|`,
      '#2 ↓ target → client  +3.00 ms  Δ1.00 ms  3 bytes  at 00000000',
      `${'00000000  68 65 6c'.padEnd(60)}|hel|`,
      '#3 ↑ client → target  +4.00 ms  Δ1.00 ms  14 bytes  at 00000014',
      `${'00000000  6c 69 65 6e 74 20 73 70  65 61 6b 69 6e 67'.padEnd(60)}|lient speaking|`,
    ])
    expect(lines.map(({ className }) => className).slice(0, 3)).toEqual([
      'mark',
      'frame upstream',
      'bytes upstream',
    ])
  })

  it('[CNV6] asks for the bytes in view only', () => {
    const rows = scroll.rowsInView({ record: 1, row: 2 }, 5, list)
    expect(bytesInRows(rows, sources.slot)).toEqual({
      upstream: [{ start: 16, end: 34 }],
      downstream: [{ start: 0, end: 3 }],
    })
  })

  it('[CNV7] a selection is marked in its direction, over frames', () => {
    const rows = scroll.rowsInView(scroll.FIRST_PLACE, 20, list)
    expect(selectedParts(rows, sources.slot, 'upstream', { start: 18, end: 22 })).toEqual([
      { y: 3, from: 2, to: 4 },
      { y: 7, from: 0, to: 2 },
    ])
    expect(selectedParts(rows, sources.slot, 'downstream', { start: 9, end: 22 })).toEqual([])
  })
})
