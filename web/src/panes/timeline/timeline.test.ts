import type { SessionMark } from '@tcpscope/shared/api'
import { nanos } from '@tcpscope/shared/base'
import { levelFor, type Cell } from '@tcpscope/shared/trace'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandPath, cellAt, join, laneShapes, nearest, neighbour, zigzagPath } from './laneShapes.ts'
import { instantsOf, markTicks } from './markTicks.ts'
import { keyedX } from './placedSpot.ts'
import { spotWords } from './spanWords.ts'
import { stretchesOf } from './stretches.ts'
import { timelineAction } from './timelineKeys.ts'
import * as time from './timeView.ts'

const SECOND = 1e9

function cell(start: number, end: number, more: Partial<Cell> = {}): Cell {
  return {
    bucket: 0,
    start: nanos(start),
    end: nanos(end),
    count: 1,
    blocked: 0,
    busyNs: end - start,
    longestNs: end - start,
    bytes: 100,
    record: 1,
    ...more,
  }
}

function mark(
  code: SessionMark['code'],
  timeNs: number,
  direction: SessionMark['direction'] = 'upstream',
): SessionMark {
  return { code, timeNs, direction, offset: 0, length: code === 'gap' ? 10 : 0 }
}

describe('time in view', () => {
  it('[VIEW4] the tiles for a view cover it, are at most 16, and on ordinary screens a bucket is within a pixel', () => {
    const start = fc.double({ min: 0, max: 1e15, noNaN: true })
    const span = fc.double({ min: 1_000, max: 1e15, noNaN: true })
    fc.assert(
      fc.property(start, span, fc.integer({ min: 1, max: 6_000 }), (start, span, width) => {
        const view = { start, end: start + span }
        const tiles = time.tilesFor(view, width, view.end)
        expect(tiles.last - tiles.first + 1).toBeLessThanOrEqual(16)
        expect(time.covers(tiles, view, view.end)).toBe(true)
        expect(width > 1_700 || tiles.level === levelFor((view.end - view.start) / width)).toBe(true)
      }),
    )
  })
})

describe('shapes of a lane', () => {
  const view = { start: 0, end: 1_000 }

  it('[LANE1] short spans are a pixel, touching ones one shape, open ones run to now', () => {
    const cells = [cell(100, 101), cell(100.9, 102), cell(500, 600), cell(800, 0)]
    const { busy, blocked } = laneShapes(cells, view, 100, 900)
    expect(busy).toEqual([
      { from: 10, to: 11.09 },
      { from: 50, to: 60 },
      { from: 80, to: 90 },
    ])
    expect(blocked).toEqual([])
  })

  it('[LANE2] blocked is drawn apart, and a mixture in both ways', () => {
    const cells = [cell(0, 100, { count: 3, blocked: 3 }), cell(300, 400, { count: 3, blocked: 1 })]
    const shapes = laneShapes(cells, view, 100, 1_000)
    expect(shapes.blocked).toEqual([{ from: 0, to: 10 }])
    expect(shapes.busy).toEqual([{ from: 30, to: 40 }])
    expect(shapes.partly).toEqual([{ from: 30, to: 40 }])
    const rare = laneShapes([cell(0, 100, { count: 30, blocked: 1 })], view, 100, 1_000)
    expect([rare.partly, rare.rarely]).toEqual([[], [{ from: 0, to: 10 }]])
  })

  it('[LANE3] a lane never has more shapes than pixels, and loses no busy moment', () => {
    const spans = fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 50 })), { maxLength: 4_000 })
    fc.assert(
      fc.property(spans, (spans) => {
        const cells = spans.map(([start, length]) => cell(start, start + length))
        const { busy } = laneShapes(cells, { start: 0, end: 5_000 }, 500, 6_000)
        expect(busy.length).toBeLessThanOrEqual(502)
        for (const [start] of spans) {
          const x = start / 10
          expect(busy.some(({ from, to }) => x >= from - 1e-6 && x <= to + 1e-6)).toBe(true)
        }
      }),
    )
  })

  it('[LANE4] what is out of view is not drawn; what reaches in is cut', () => {
    expect(laneShapes([cell(2_000, 3_000)], view, 100, 9_000).busy).toEqual([])
    expect(laneShapes([cell(0, 0)], { start: 500, end: 600 }, 100, 9_000).busy).toEqual([
      { from: -1, to: 101 },
    ])
  })

  it('[LANE5] one path for all intervals', () => {
    expect(
      bandPath(
        join([
          { from: 5, to: 6 },
          { from: 1, to: 2 },
        ]),
        4,
        10,
      ),
    ).toBe('M1 4h1v10h-1zM5 4h1v10h-1z')
    expect(zigzagPath(10, 0, 8)).toBe('M8 0L12 4L8 8')
  })

  it('[LANE6] the hover finds the span itself before a near one, and steps to neighbours', () => {
    const cells = [
      cell(0, 1_000, { bucket: 1 }),
      cell(400, 410, { bucket: 2 }),
      cell(420, 430, { bucket: 3 }),
    ]
    expect(cellAt(cells, 405, 15, 1_000)).toBe(cells[1])
    expect(cellAt(cells, 422, 15, 1_000)).toBe(cells[2])
    expect(cellAt(cells, 900, 15, 1_000)).toBe(cells[0])
    expect(cellAt(cells.slice(1), 300, 15, 1_000)).toBeUndefined()
    expect(neighbour(cells, 400, 1)).toBe(cells[2])
    expect(neighbour(cells, 400, -1)).toBe(cells[0])
    expect(neighbour(cells, 0, -1)).toBeUndefined()
    expect(nearest(cells.slice(1), 0, 1_000)).toBe(cells[1])
    expect(nearest(cells.slice(1), 999, 1_000)).toBe(cells[2])
    expect(nearest([], 0, 1_000)).toBeUndefined()
  })
})

describe('waiting and idle', () => {
  it('[STR1] a copier waits from the connection to the FIN of its side, a log idles to the end', () => {
    const marks = [
      mark('connected', 10),
      mark('ended', 50, 'upstream'),
      mark('ended', 80, 'downstream'),
      mark('closed', 90),
    ]
    expect(stretchesOf('copier-up', marks, 100, false)).toEqual([
      { state: 'connecting', start: 0, end: 10 },
      { state: 'waiting', start: 10, end: 50 },
      { state: 'closed', start: 50, end: 100 },
    ])
    expect(stretchesOf('copier-down', marks, 100, false)[1]).toEqual({ state: 'waiting', start: 10, end: 80 })
    expect(stretchesOf('hex', marks, 100, false)[1]).toEqual({ state: 'idle', start: 10, end: 90 })
  })

  it('[STR2] live lanes run to now; a target that never answered is only waited for', () => {
    expect(stretchesOf('log-up', [mark('connected', 10)], 100, true).at(-1)).toEqual({
      state: 'idle',
      start: 10,
      end: 100,
    })
    expect(stretchesOf('copier-up', [], 100, true)).toEqual([{ state: 'connecting', start: 0, end: 100 }])
    expect(stretchesOf('copier-up', [mark('closed', 60)], 60, false)).toEqual([
      { state: 'connecting', start: 0, end: 60 },
    ])
    expect(
      stretchesOf('copier-up', [mark('connected', 5), mark('reset', 20, 'downstream')], 30, true)[1]?.end,
    ).toBe(20)
  })
})

describe('marks', () => {
  const instants = instantsOf(
    [mark('connected', 100), mark('gap', 502), mark('ended', 500, 'downstream'), mark('closed', 900)],
    { upstream: 150 },
  )

  it('[MRK1] are in order of time, the first bytes among them', () => {
    expect(instants.map((instant) => instant.label)).toEqual([
      'connected',
      'first byte ↑',
      'target FIN',
      'gap',
      'closed',
    ])
  })

  it('[MRK2] those at one place share a tick; a label without room is left out', () => {
    const ticks = markTicks(instants, { start: 0, end: 1_000 }, 1_000)
    expect(ticks.map((tick) => tick.label)).toEqual(['', 'first byte ↑', 'target FIN, gap', 'closed'])
    expect(ticks[2]?.kind).toBe('gap')
    expect(ticks[2]?.title.split('\n')).toHaveLength(2)
    expect(markTicks(instants, { start: 0, end: 400 }, 1_000)).toHaveLength(2)
  })

  it('[MRK3] at the right edge the label stands before its tick', () => {
    const ticks = markTicks(instants, { start: 0, end: 902 }, 1_000)
    expect(ticks.at(-1)).toMatchObject({ label: 'closed', before: true })
    expect(ticks[1]).toMatchObject({ label: 'first byte ↑', before: false })
  })
})

describe('keys', () => {
  it('[KEY1] zoom, pan, fit and steps have the keys of the page; others are left to the page', () => {
    expect(timelineAction('w')).toEqual({ type: 'zoom', factor: 0.7 })
    expect(timelineAction('a')).toEqual(timelineAction('ArrowLeft'))
    expect(timelineAction('End')).toEqual({ type: 'pan', share: Infinity })
    expect([timelineAction('x'), timelineAction('Escape')]).toEqual([{ type: 'area' }, { type: 'clear' }])
    expect(timelineAction(']')).toEqual({ type: 'span', step: 1 })
    for (const key of ['q', ' ', 'Tab', 'toString']) expect(timelineAction(key)).toBeUndefined()
  })
})

describe('hover', () => {
  it('[HOV2] what keys have led to moves with its span, and stays at the edge behind which that goes', () => {
    const span = {
      lane: 'copier-down',
      cell: cell(2e6, 5e6),
      stretch: null,
      wait: null,
      x: 77,
      byKey: true,
    } as const
    const x = (start: number, end: number) => keyedX(span, { start, end }, 100)
    expect([x(0, 10e6), x(1e6, 3e6), x(3e6, 4e6), x(0, 1e6)]).toEqual([20, 50, 0, 100])
    expect(keyedX({ ...span, cell: null }, { start: 0, end: 10e6 }, 100)).toBe(77)
  })

  it('[HOV1] names lane, state, start, duration, bytes and frames', () => {
    const busy = cell(2e6, 5e6, { count: 4, blocked: 1, bytes: 4_096, busyNs: 2e6, longestNs: 1e6 })
    expect(spotWords({ lane: 'copier-down', cell: busy, stretch: null, wait: null }, null, 9e6)).toEqual([
      'target → client copier: writing, 1 of 4 blocked by the peer',
      'from +2.00 ms for 3.00 ms, busy 2.00 ms, longest 1.00 ms',
      '4.10 kB in 4 frames',
    ])
    const open = cell(2e6, 0, { blocked: 1 })
    expect(spotWords({ lane: 'copier-up', cell: open, stretch: null, wait: null }, null, 9e6)[1]).toBe(
      'from +2.00 ms for 7.00 ms, still under way',
    )
    const stretch = { state: 'waiting', start: 0, end: SECOND } as const
    expect(spotWords({ lane: 'copier-up', cell: null, stretch, wait: null }, null, 9e6)[0]).toBe(
      'client → target copier: waiting for data',
    )
  })
})
