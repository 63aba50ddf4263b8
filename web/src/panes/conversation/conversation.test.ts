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
import { LOG_LAYOUT } from '../../widgets/hexrows/index.ts'
import type { Note } from '@tcpscope/shared/api'
import { noteRows } from './noteRows.ts'
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
  layout: LOG_LAYOUT,
  slot: (record) => slots[record],
  slice: (_, start, end) => ({ bytes: bytes.subarray(start, end), complete: true, error: null }),
  gaps: () => [],
  marks,
}
const list = { records: 4, rowsOf: (record: number) => rowsOfSlot(slots[record], 16) }

const note = (direction: Direction, from: number, to: number, colour: Note['colour']) =>
  ({ direction, from, to, colour }) as Note
const drawn = (rows: readonly scroll.RecordRow[], rowBytes = 16) => ({ rows, slot: sources.slot, rowBytes })

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
    expect(bytesInRows(drawn(rows))).toEqual({
      upstream: [{ start: 16, end: 34 }],
      downstream: [{ start: 0, end: 3 }],
    })
  })

  it('[CNV7] a selection is marked in its direction, over frames', () => {
    const rows = scroll.rowsInView(scroll.FIRST_PLACE, 20, list)
    expect(selectedParts(drawn(rows), 'upstream', { start: 18, end: 22 })).toEqual([
      { y: 3, from: 2, to: 4 },
      { y: 7, from: 0, to: 2 },
    ])
    expect(selectedParts(drawn(rows), 'downstream', { start: 9, end: 22 })).toEqual([])
  })

  it('[CNV8] rows are as wide as chosen, in the encoding that was chosen; a character may begin in the frame before', () => {
    const text = new TextEncoder().encode('caf€ au lait')
    const two = [frame(0, 'upstream', 0, 4), frame(1, 'upstream', 4, text.length - 4)]
    const layout = { ...LOG_LAYOUT, bytes: 8, text: 'utf-8', offsets: 'decimal' } as const
    const slot = (record: number) => two[record]
    const wide = { records: 2, rowsOf: (record: number) => rowsOfSlot(slot(record), 8) }
    const rows = scroll.rowsInView(scroll.FIRST_PLACE, 20, wide)
    const slice = (_: Direction, start: number, end: number) => ({
      bytes: text.subarray(start, Math.min(end, text.length)),
      complete: true,
      error: null,
    })
    const lines = conversationLines(rows, { ...sources, layout, slot, slice }, () => '')
    expect(lines.map((line) => line.text)).toEqual([
      '#0 ↑ client → target  +1.00 ms  4 bytes  at 0',
      `${'       0  63 61 66 e2'.padEnd(35)}|caf |`,
      '#1 ↑ client → target  +2.00 ms  Δ1.00 ms  10 bytes  at 4',
      '       0  82 ac 20 61 75 20 6c 61  |   au la|',
      `${'       8  69 74'.padEnd(35)}|it|`,
    ])
    expect(lines[1]?.glyphs).toMatchObject([{ character: '€' }])
  })

  it('[CNV9] notes are lines under their bytes, over frames, and a flag where they begin', () => {
    const rows = drawn(scroll.rowsInView(scroll.FIRST_PLACE, 20, list))
    const notes = [
      note('upstream', 18, 22, 'red'),
      note('downstream', 0, 1, 'blue'),
      note('upstream', 900, 901, 'red'),
    ]
    expect(noteRows(notes, rows, LOG_LAYOUT)).toEqual({
      lines: [
        { colour: 'blue', d: 'M9.7 5.94h2.6M61 5.94h1' },
        { colour: 'red', d: 'M15.7 3.94h5.6M63 3.94h2M9.7 7.94h5.6M61 7.94h2' },
      ],
      flags: [
        { colour: 'blue', d: 'M-1.6 5.2L-0.4 5.5L-1.6 5.8z' },
        { colour: 'red', d: 'M-1.6 3.2L-0.4 3.5L-1.6 3.8z' },
      ],
    })
  })
})
