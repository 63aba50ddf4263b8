import { describe, expect, it } from 'vitest'
import { boundsPath, byteAtColumn, partsPath, rangeParts } from './rowGeometry.ts'
import { hexColumn, textColumn } from './rowText.ts'

describe('row geometry', () => {
  it('[GEO1] finds the byte under the middle of each of its characters', () => {
    for (const digits of [8, 9]) {
      for (let index = 0; index < 16; index++) {
        const hex = hexColumn(index, digits)
        expect(byteAtColumn(hex + 0.5, digits)).toEqual({ index, part: 'hex' })
        expect(byteAtColumn(hex + 1.5, digits)).toEqual({ index, part: 'hex' })
        expect(byteAtColumn(textColumn(index, digits) + 0.5, digits)).toEqual({ index, part: 'text' })
      }
    }
  })

  it('[GEO2] outside of both parts the first or last byte counts', () => {
    expect(byteAtColumn(-4, 8).index).toBe(0)
    expect(byteAtColumn(3, 8).index).toBe(0)
    expect(byteAtColumn(58.9, 8)).toEqual({ index: 15, part: 'hex' })
    expect(byteAtColumn(60.2, 8)).toEqual({ index: 0, part: 'text' })
    expect(byteAtColumn(500, 8)).toEqual({ index: 15, part: 'text' })
  })

  it('[GEO3] cuts a range to the drawn rows', () => {
    expect(rangeParts(20, 70, 0, 10)).toEqual([
      { y: 1, from: 4, to: 16 },
      { y: 2, from: 0, to: 16 },
      { y: 3, from: 0, to: 16 },
      { y: 4, from: 0, to: 6 },
    ])
    expect(rangeParts(0, 1e10, 100, 2)).toEqual([
      { y: 0, from: 0, to: 16 },
      { y: 1, from: 0, to: 16 },
    ])
    expect(rangeParts(32, 32, 0, 10)).toEqual([])
    expect(rangeParts(0, 16, 1, 10)).toEqual([])
  })

  it('[GEO4] one path for all marked parts and one for all frame bounds', () => {
    expect(partsPath([{ y: 2, from: 0, to: 1 }], 8)).toBe('M9.7 2h2.6v1h-2.6zM61 2h1v1h-1z')
    expect(partsPath([{ y: 2, from: 3, to: 3 }], 8)).toBe('')
    expect(boundsPath([{ y: 0, index: 0 }], 8)).toBe('M0 0H78')
    expect(boundsPath([{ y: 1, index: 4 }], 8)).toBe('M9.5 2H21.5V1H58.5M61 2H65V1H77')
    const crowded = [
      { y: 1, index: 0 },
      { y: 1, index: 8 },
    ]
    expect(boundsPath(crowded, 8)).toBe('M9.5 1v1M61 1v1M34 1v1M69 1v1')
  })
})
