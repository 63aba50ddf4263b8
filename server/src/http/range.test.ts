import { describe, expect, it } from 'vitest'
import { readRange } from './range.ts'

describe('range', () => {
  it('[API8] is read in all forms and cut to what there is', () => {
    expect(readRange(undefined, 10)).toBe('all')
    expect(readRange('bytes=0-', 10)).toEqual({ start: 0, end: 10 })
    expect(readRange('bytes=9-9', 10)).toEqual({ start: 9, end: 10 })
    expect(readRange('bytes=-3', 10)).toEqual({ start: 7, end: 10 })
    expect(readRange('bytes= 2-3 ', 10)).toEqual({ start: 2, end: 4 })
    expect(readRange('Bytes=2-3', 10)).toEqual({ start: 2, end: 4 })
    expect(readRange('bytes=2-99999999999999999999', 10)).toEqual({ start: 2, end: 10 })
  })

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=99999999999999999-'])(
    '[API8] %s names no byte of ten',
    (header) => {
      expect(readRange(header, 10)).toBe('none')
    },
  )

  it.each([
    ['bytes=3-2', 'backwards'],
    ['bytes=20-12', 'backwards'],
    ['bytes=-', 'malformed'],
    ['bytes=1e3-', 'malformed'],
    ['bytes', 'malformed'],
    ['bytes=+1-2', 'malformed'],
    ['bytes=0-1,4-5', 'several'],
    ['lines=0-1', 'another unit'],
    ['', 'nothing'],
  ])('[API8] %j is ignored: %s', (header) => {
    expect(readRange(header, 10)).toBe('all')
  })

  it('[API8] of nothing there is no range but its end, which is all of it', () => {
    expect(readRange('bytes=0-0', 0)).toBe('none')
    expect(readRange('bytes=0-', 0)).toBe('none')
    expect(readRange('bytes=-5', 0)).toBe('all')
  })
})
