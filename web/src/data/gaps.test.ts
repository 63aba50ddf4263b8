import type { SessionMark } from '@tcpscope/shared/api'
import { describe, expect, it } from 'vitest'
import { gapAt, gapsIn, gapsOf } from './gaps.ts'

const gap = (
  offset: number,
  length: number,
  direction: 'upstream' | 'downstream' = 'upstream',
): SessionMark => ({
  code: 'gap',
  direction,
  timeNs: offset + 1,
  offset,
  length,
})

describe('capture gaps', () => {
  it('[GAP1] belong to one direction, in order, touching ones joined', () => {
    const marks = [
      gap(300, 50),
      gap(100, 10),
      gap(110, 5),
      gap(0, 9, 'downstream'),
      { ...gap(1, 0), code: 'ended' as const },
    ]
    expect(gapsOf(marks, 'upstream')).toEqual([
      { start: 100, end: 115 },
      { start: 300, end: 350 },
    ])
    expect(gapsOf(marks, 'downstream')).toEqual([{ start: 0, end: 9 }])
  })

  it('[GAP2] are found by offset and by range, bounds half open', () => {
    const gaps = [
      { start: 100, end: 115 },
      { start: 300, end: 350 },
    ]
    expect(gapAt(gaps, 99)).toBeUndefined()
    expect(gapAt(gaps, 100)).toBe(gaps[0])
    expect(gapAt(gaps, 115)).toBeUndefined()
    expect(gapAt(gaps, 349)).toBe(gaps[1])
    expect(gapsIn(gaps, 0, 100)).toEqual([])
    expect(gapsIn(gaps, 114, 301)).toEqual(gaps)
    expect(gapsIn(gaps, 350, 400)).toEqual([])
  })
})
