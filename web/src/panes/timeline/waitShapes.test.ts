import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BLOCKERS,
  type Blocker,
  bucketWidth,
  type Tile,
  tileWidth,
  WaitBuilder,
} from '@tcpscope/shared/trace'
import { TILE_BUCKETS } from '@tcpscope/shared/trace'
import type { Area } from '@tcpscope/shared/api'
import { spotWords } from './spanWords.ts'
import { withNow } from './useArea.ts'
import { ofOneLevel, pieceAt, waitBands, waitPath, waitPieces, withTail } from './waitShapes.ts'

/** Tiles of a level that hold these lengths one after the other. */
function tilesOf(
  level: number,
  lengths: readonly { readonly ns: number; readonly blocker: Blocker }[],
): Tile[] {
  const width = tileWidth(level)
  const total = lengths.reduce((sum, { ns }) => sum + ns, 0)
  return Array.from({ length: Math.ceil(total / width) }, (_, index) => {
    const start = index * width
    const builder = new WaitBuilder(start, bucketWidth(level), TILE_BUCKETS)
    let at = 0
    for (const { ns, blocker } of lengths) {
      const from = Math.max(at, start)
      const to = Math.min(at + ns, start + width)
      if (to > from) builder.put(from, to, blocker)
      at += ns
    }
    const lanes = { 'copier-up': [], 'copier-down': [], 'log-up': [], 'log-down': [], hex: [] }
    return { level, index, lanes, waits: builder.build(), settled: true }
  })
}

const lengths = fc.array(
  fc.record({
    ns: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9_000 })),
    blocker: fc.constantFrom(...BLOCKERS),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('who is waited for, drawn', () => {
  it('[WSTRIP1] pieces cover all that tiles know, without holes, and keep every nanosecond of each blocker', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 6 }), (all, level) => {
        const pieces = waitPieces(tilesOf(level, all))
        expect(pieces[0]?.start).toBe(0)
        for (const [i, piece] of pieces.entries()) if (i > 0) expect(piece.start).toBe(pieces[i - 1]?.end)
        expect(pieces.at(-1)?.end).toBe(all.reduce((sum, { ns }) => sum + ns, 0))
        for (const blocker of BLOCKERS) {
          const given = all.filter((one) => one.blocker === blocker).reduce((sum, { ns }) => sum + ns, 0)
          const drawn = pieces.flatMap(({ parts }) => parts).filter((one) => one.blocker === blocker)
          expect(drawn.reduce((sum, { ns }) => sum + ns, 0)).toBe(given)
        }
      }),
    )
  })

  it('[WSTRIP2] at the finest level a stretch is one piece, and is found at each of its moments', () => {
    const pieces = waitPieces(
      tilesOf(0, [
        { ns: 700, blocker: 'client-silent' },
        { ns: 3, blocker: 'own' },
        { ns: 900, blocker: 'target-not-reading' },
      ]),
    )
    expect(pieces.map(({ start, end }) => [start, end])).toEqual([
      [0, 700],
      [700, 703],
      [703, 1603],
    ])
    expect(pieceAt(pieces, 702)?.parts).toEqual([{ blocker: 'own', ns: 3 }])
    expect(pieceAt(pieces, 703)?.start).toBe(703)
    expect(pieceAt(pieces, 1603)).toBeUndefined()
    expect(pieceAt([], 5)).toBeUndefined()
  })

  it('[WSTRIP3] a column is as high as the strip, and the number of rectangles follows from the width', () => {
    fc.assert(
      fc.property(lengths, (all) => {
        const total = all.reduce((sum, { ns }) => sum + ns, 0)
        const pieces = waitPieces(tilesOf(5, all))
        const bands = waitBands(pieces, { start: 0, end: total }, 200, 14)
        const one = Object.values(bands).flat()
        expect(one.length).toBeLessThanOrEqual(
          Math.max(1, Math.ceil(total / bucketWidth(5))) * BLOCKERS.length,
        )
        const area = one.reduce((sum, { from, to, height }) => sum + (to - from) * height, 0)
        // Rectangles that nearly touch are joined: each by less than a pixel.
        expect(Math.abs(area - 200 * 14)).toBeLessThanOrEqual(one.length * 14)
      }),
    )
  })

  it('[WSTRIP4] several blockers of one column stand above one another in the same order', () => {
    const mixed = [
      {
        start: 0,
        end: 100,
        parts: [
          { blocker: 'own' as const, ns: 25 },
          { blocker: 'client-silent' as const, ns: 75 },
        ],
      },
    ]
    const bands = waitBands(mixed, { start: 0, end: 100 }, 50, 12)
    expect(bands['client-silent']).toEqual([{ from: 0, to: 50, top: 0, height: 9 }])
    expect(bands.own).toEqual([{ from: 0, to: 50, top: 9, height: 3 }])
    expect(waitPath(bands.own, 100)).toBe('M0 109h50v3h-50z')
    expect(waitBands(mixed, { start: 200, end: 300 }, 50, 12).own).toEqual([])
  })

  it('[WSTRIP5] what goes on now reaches to now, on the strip and in the numbers of an area', () => {
    const known = [{ start: 0, end: 100, parts: [{ blocker: 'own' as const, ns: 100 }] }]
    const now = { blocker: 'target-silent' as const, sinceNs: 100 }
    expect(withTail(known, now, 120, 500).at(-1)).toEqual({
      start: 120,
      end: 500,
      parts: [{ blocker: 'target-silent', ns: 380 }],
    })
    expect(withTail(known, null, 120, 500)).toBe(known)
    const area = {
      start: 50,
      end: 500,
      waits: { own: 50, 'target-silent': 20 },
      longest: null,
    } as unknown as Area
    expect(withNow(area, now, 120)).toMatchObject({
      waits: { own: 50, 'target-silent': 400 },
      longest: { start: 120, end: 500, blocker: 'target-silent' },
    })
    expect(withNow(area, now, 600)).toBe(area)
  })

  it('[WSTRIP6] while finer tiles are on their way the overview stands for them', () => {
    const [coarse, fine] = [
      tilesOf(9, [{ ns: 1e5, blocker: 'own' }]),
      tilesOf(8, [{ ns: 1e5, blocker: 'own' }]),
    ]
    expect(ofOneLevel([...coarse, ...fine])).toEqual(coarse)
    expect(ofOneLevel([])).toEqual([])
  })

  it('[WSTRIP7] the hover names who and for how long; of several, how long each', () => {
    const spot = { lane: 'waits' as const, cell: null, stretch: null }
    const one = { start: 2e9, end: 5e9, parts: [{ blocker: 'disk' as const, ns: 3e9 }] }
    expect(spotWords({ ...spot, wait: one }, null, 9e9)).toEqual([
      'waits on: disk',
      'from +2.00 s for 3.00 s',
    ])
    const two = { ...one, parts: [...one.parts, { blocker: 'own' as const, ns: 1e6 }] }
    expect(spotWords({ ...spot, wait: two }, null, 9e9)).toContain('tcpscope 1.00 ms')
  })
})
