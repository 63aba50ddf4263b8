import type { FrameRow } from '@tcpscope/shared/api'
import { describe, expect, it } from 'vitest'
import { cursorOf, cursorRange, moveCursor, stepOfKey } from './byteCursor.ts'
import { fitLayout, LOG_LAYOUT } from '../../widgets/hexrows/index.ts'
import { bytesInView, bytesToFetch, frameBounds, gutterLabels, hexLines } from './hexView.ts'
import { parseOffset } from '../../base/parseOffset.ts'

const frameOf = (number: number, offset: number, length: number) => ({ number, offset, length }) as FrameRow
const all = (bytes: Uint8Array) => (start: number, end: number) => ({
  bytes: bytes.subarray(start, end),
  complete: true,
  error: null,
})

describe('hex view', () => {
  it('[HXP1] shows the rows in view and asks for a little more, never past the ends', () => {
    const window = { first: 2, count: 3, length: 70, layout: LOG_LAYOUT }
    expect(bytesInView(window)).toEqual({ start: 32, end: 70 })
    expect(bytesToFetch(window)).toEqual({ start: 0, end: 70 })
    expect(bytesInView({ ...window, length: 0 })).toEqual({ start: 0, end: 0 })
    const far = { first: 6e8, count: 40, length: 1e10, layout: { ...LOG_LAYOUT, digits: 9 } }
    expect(bytesInView(far)).toEqual({ start: 96e8, end: 96e8 + 640 })
  })

  it('[HXP2] a row is the line of the hex log; what failed is said once', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i + 60)
    const { lines, error } = hexLines({ first: 0, count: 9, length: 20, layout: LOG_LAYOUT }, all(bytes), [])
    expect(lines.map((line) => line.text)).toEqual([
      '00000000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  |<=>?@ABCDEFGHIJK|',
      `${'00000010  4c 4d 4e 4f'.padEnd(60)}|LMNO|`,
    ])
    expect(error).toBeNull()
    const nothing = { bytes: new Uint8Array(0), complete: false, error: 'gone' }
    expect(hexLines({ first: 0, count: 2, length: 20, layout: LOG_LAYOUT }, () => nothing, []).error).toBe(
      'gone',
    )
  })

  it('[HXP3] labels each row once, however many frames begin in it', () => {
    const frames = [frameOf(0, 0, 20), frameOf(1, 20, 1), frameOf(2, 21, 1), frameOf(3, 22, 900)]
    const window = { first: 0, count: 4, length: 922, layout: LOG_LAYOUT }
    expect(gutterLabels(frames, window).map(({ y, first, count }) => [y, first.number, count])).toEqual([
      [0, 0, 1],
      [1, 1, 3],
    ])
    expect(frameBounds(frames, { ...window, first: 1 })).toEqual([
      { y: 0, index: 4 },
      { y: 0, index: 5 },
      { y: 0, index: 6 },
    ])
  })
})

describe('gutter', () => {
  it('[HXP6] in the midst of a frame its number stands at the first whole row, unless another begins up to there', () => {
    const frames = [frameOf(3, 0, 16), frameOf(4, 16, 100), frameOf(5, 116, 60)]
    const at = (first: number, top: number) =>
      gutterLabels(frames, { first, count: 3, length: 176, layout: LOG_LAYOUT }, top).map(
        ({ y, first: { number }, count }) => [y, number, count],
      )
    expect(at(2, 0)).toEqual([[0, 4, 0]])
    expect(at(2, 1)).toEqual([[1, 4, 0]])
    // The row in which it began is its own label; where it ends before the first whole row, it is not told.
    expect(at(1, 0)).toEqual([[0, 4, 1]])
    expect(at(6, 0)).toEqual([
      [0, 4, 0],
      [1, 5, 1],
    ])
    expect(at(6, 1)).toEqual([[1, 5, 1]])
    expect(at(8, 0)).toEqual([[0, 5, 0]])
  })
})

describe('hex layout', () => {
  it('[HXP4] auto takes as many bytes a row as fit; a chosen number stays, however narrow the pane', () => {
    const auto = { columns: 'auto', text: 'ascii', offsets: 'hex' } as const
    const at = (width: number) => fitLayout(auto, 1000, width).bytes
    expect([200, 500, 650, 1000, 1200, 4000].map(at)).toEqual([8, 8, 16, 16, 32, 32])
    expect(at(0)).toBe(16)
    expect(fitLayout({ ...auto, columns: 32 }, 1000, 200).bytes).toBe(32)
    expect(fitLayout({ ...auto, offsets: 'decimal' }, 10 ** 10, 650)).toMatchObject({ digits: 10 })
  })

  it('[HXP5] a character over the edge of a row is whole where it begins', () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(15)}€y`)
    const layout = { ...LOG_LAYOUT, text: 'utf-8' } as const
    const { lines } = hexLines({ first: 0, count: 2, length: bytes.length, layout }, all(bytes), [])
    expect(lines[0]).toMatchObject({ glyphs: [{ character: '€' }], runs: [] })
    expect(lines[1]?.text).toMatch(/\| {2}y\|$/)
    const { lines: second } = hexLines({ first: 1, count: 1, length: bytes.length, layout }, all(bytes), [])
    expect(second[0]).toEqual(lines[1])
  })
})

describe('byte cursor', () => {
  it('[CUR1] moves and extends within the stream, in both directions', () => {
    const at = { anchor: 20, head: 20 }
    expect(moveCursor(at, 16, false, 100)).toEqual({ anchor: 36, head: 36 })
    expect(cursorRange(moveCursor(at, -16, true, 100))).toEqual({ start: 4, end: 21 })
    expect(moveCursor(at, -64, false, 100).head).toBe(0)
    expect(moveCursor(at, 1000, true, 100)).toEqual({ anchor: 20, head: 99 })
    expect(stepOfKey('PageDown', 20, 16)).toBe(320)
    expect(stepOfKey('x', 20, 16)).toBeUndefined()
  })

  it('[CUR2] a range selected elsewhere becomes a cursor; its own keeps its direction', () => {
    const backwards = { anchor: 30, head: 10 }
    expect(cursorOf({ start: 10, end: 31 }, backwards)).toBe(backwards)
    expect(cursorOf({ start: 5, end: 9 }, backwards)).toEqual({ anchor: 5, head: 8 })
  })
})

describe('go to offset', () => {
  it('[OFF1] reads decimal, hex and the end; an offset behind the end is the last byte', () => {
    expect(parseOffset('1234', 5000)).toBe(1234)
    expect(parseOffset(' 0x4D2 ', 5000)).toBe(1234)
    expect(parseOffset('1_000', 5000)).toBe(1000)
    expect(parseOffset('$', 5000)).toBe(4999)
    expect(parseOffset('end', 5000)).toBe(4999)
    expect(parseOffset('$-16', 5000)).toBe(4984)
    expect(parseOffset('-16', 5000)).toBe(4984)
    expect(parseOffset('99999', 5000)).toBe(4999)
    for (const wrong of ['', 'x', '0x', '12z', '$5', '--1', '1.5', '-'])
      expect(parseOffset(wrong, 5000)).toBeUndefined()
    expect(parseOffset('0', 0)).toBeUndefined()
  })
})
