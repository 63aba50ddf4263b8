import { describe, expect, it } from 'vitest'
import { boundsPath, partsPath, rangeParts, tornPath } from './rowGeometry.ts'
import { byteAtColumn, hexColumn, LOG_LAYOUT, offsetText, rowColumns, textColumn } from './rowLayout.ts'

const LAYOUTS = [8, 16, 32].flatMap((bytes) => [8, 9].map((digits) => ({ ...LOG_LAYOUT, bytes, digits })))

describe('row geometry', () => {
  it('[GEO1] finds the byte under the middle of each of its characters', () => {
    for (const layout of LAYOUTS) {
      for (let index = 0; index < layout.bytes; index++) {
        const hex = hexColumn(index, layout)
        expect(byteAtColumn(hex + 0.5, layout)).toEqual({ index, part: 'hex' })
        expect(byteAtColumn(hex + 1.5, layout)).toEqual({ index, part: 'hex' })
        expect(byteAtColumn(textColumn(index, layout) + 0.5, layout)).toEqual({ index, part: 'text' })
      }
    }
  })

  it('[GEO2] outside of both parts the first or last byte counts', () => {
    expect(byteAtColumn(-4, LOG_LAYOUT).index).toBe(0)
    expect(byteAtColumn(3, LOG_LAYOUT).index).toBe(0)
    expect(byteAtColumn(58.9, LOG_LAYOUT)).toEqual({ index: 15, part: 'hex' })
    expect(byteAtColumn(60.2, LOG_LAYOUT)).toEqual({ index: 0, part: 'text' })
    expect(byteAtColumn(500, LOG_LAYOUT)).toEqual({ index: 15, part: 'text' })
  })

  it('[GEO3] cuts a range to the drawn rows', () => {
    expect(rangeParts({ start: 20, end: 70 }, 0, 10, 16)).toEqual([
      { y: 1, from: 4, to: 16 },
      { y: 2, from: 0, to: 16 },
      { y: 3, from: 0, to: 16 },
      { y: 4, from: 0, to: 6 },
    ])
    expect(rangeParts({ start: 0, end: 1e10 }, 100, 2, 8)).toEqual([
      { y: 0, from: 0, to: 8 },
      { y: 1, from: 0, to: 8 },
    ])
    expect(rangeParts({ start: 32, end: 32 }, 0, 10, 16)).toEqual([])
    expect(rangeParts({ start: 0, end: 16 }, 1, 10, 16)).toEqual([])
  })

  it('[GEO4] one path for all marked parts and one for all frame bounds', () => {
    expect(partsPath([{ y: 2, from: 0, to: 1 }], LOG_LAYOUT)).toBe('M9.7 2h2.6v1h-2.6zM61 2h1v1h-1z')
    expect(partsPath([{ y: 2, from: 3, to: 3 }], LOG_LAYOUT)).toBe('')
    expect(boundsPath([{ y: 0, index: 0 }], LOG_LAYOUT)).toBe('M0 0H78')
    expect(boundsPath([{ y: 1, index: 4 }], LOG_LAYOUT)).toBe('M9.5 2H21.5V1H58.5M61 2H65V1H77')
    const crowded = [
      { y: 1, index: 0 },
      { y: 1, index: 8 },
    ]
    expect(boundsPath(crowded, LOG_LAYOUT)).toBe('M9.5 1v1M61 1v1M34 1v1M69 1v1')
  })

  it('[GEO7] the edge of what is missing is a zigzag that stays beside its row and within its columns', () => {
    for (const layout of LAYOUTS) {
      for (const index of [0, 1, 7, 8, layout.bytes - 1]) {
        const path = tornPath([{ y: 3, index }], layout)
        const parts = path.split('M').slice(1)
        expect(parts).toHaveLength(2)
        for (const [i, part] of parts.entries()) {
          const points = part.split('L').map((point) => point.split(' ').map(Number))
          const xs = points.map(([x]) => x ?? 0)
          const ys = points.map(([, y]) => y ?? 0)
          // It begins left on the lower edge of the row (or the upper one before a row's first byte), ends right above.
          expect([ys[0], ys.at(-1)]).toEqual([index === 0 ? 3 : 4, 3])
          expect(Math.min(...ys)).toBeGreaterThanOrEqual(2.85)
          expect(Math.max(...ys)).toBeLessThanOrEqual(4.15)
          const [from, to] =
            i === 0
              ? [hexColumn(0, layout) - 0.5, hexColumn(layout.bytes - 1, layout) + 2.5]
              : [textColumn(0, layout), textColumn(0, layout) + layout.bytes]
          expect([xs[0], xs.at(-1)]).toEqual([from, to])
          // A straight line would be two or four points.
          expect(points.length).toBeGreaterThan(layout.bytes / 2)
        }
      }
    }
    expect(tornPath([], LOG_LAYOUT)).toBe('')
  })

  it('[GEO5] from left to right the byte under the pointer never goes back', () => {
    for (const layout of LAYOUTS) {
      let last = 0
      for (let column = 0; column < textColumn(0, layout) - 1; column += 0.1) {
        const { index } = byteAtColumn(column, layout)
        expect(index).toBeGreaterThanOrEqual(last)
        last = index
      }
      expect(last).toBe(layout.bytes - 1)
    }
    expect(rowColumns({ ...LOG_LAYOUT, bytes: 32 })).toBe(8 + 2 + 32 * 3 + 4 + 1 + 32 + 1)
  })

  it('[GEO6] offsets are hex with zeros or decimal with blanks, and no two can be mixed up', () => {
    expect(offsetText(1234, { digits: 8, offsets: 'hex' })).toBe('000004d2')
    expect(offsetText(1234, { digits: 8, offsets: 'decimal' })).toBe('    1234')
  })
})
