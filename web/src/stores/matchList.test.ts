import * as fc from 'fast-check'
import type { Match } from '@tcpscope/shared/api'
import { DIRECTIONS, type Direction } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import { MatchList, MAX_MATCHES, type FoundMatch } from './matchList.ts'
import { testId } from './testSession.ts'

const match = (direction: Direction, offset: number, length: number, record?: number): Match => ({
  type: 'match',
  session: testId(1),
  direction,
  offset,
  length,
  ...(record === undefined ? {} : { record }),
})

/** Matches as a search tells them: by offset, without overlap, records rising and each of one direction. */
const found = fc
  .array(
    fc.record({
      up: fc.boolean(),
      skip: fc.nat(30),
      length: fc.integer({ min: 1, max: 20 }),
      step: fc.nat(2),
    }),
    { maxLength: 60 },
  )
  .map((parts) => {
    const ends = { upstream: 0, downstream: 0 }
    let record = 0
    let last: Direction | null = null
    return parts.map(({ up, skip, length, step }) => {
      const direction = up ? 'upstream' : 'downstream'
      record += last === direction ? step : step + 1
      last = direction
      const offset = ends[direction] + skip
      ends[direction] = offset + length
      return match(direction, offset, length, record)
    })
  })

const byDirection = (matches: readonly Match[]) =>
  DIRECTIONS.flatMap((direction) => matches.filter((one) => one.direction === direction))
const listOf = (matches: readonly Match[]) => {
  const list = new MatchList()
  list.add(byDirection(matches))
  return list
}
const same = ({ direction, range, record }: FoundMatch, one: Match) =>
  direction === one.direction &&
  range.start === one.offset &&
  range.end === one.offset + one.length &&
  record === (one.record ?? null)

describe('list of matches', () => {
  it('[MATCH1] counts through both directions in order of time, and back', () => {
    fc.assert(
      fc.property(found, (matches) => {
        const list = listOf(matches)
        expect(list.size).toBe(matches.length)
        for (const [rank, one] of matches.entries()) {
          const place = list.byRank(rank)!
          expect(same(list.at(place), one)).toBe(true)
          expect(list.rank(place)).toBe(rank)
        }
        expect(list.byRank(matches.length)).toBeNull()
        expect(list.byRank(-1)).toBeNull()
      }),
      { seed: 5101, numRuns: 300 },
    )
  })

  it('[MATCH2] finds what touches a range, also what begins before it', () => {
    fc.assert(
      fc.property(found, fc.nat(400), fc.integer({ min: 1, max: 64 }), (matches, start, length) => {
        const list = listOf(matches)
        for (const direction of DIRECTIONS) {
          const naive = matches.filter(
            (one) =>
              one.direction === direction && one.offset < start + length && one.offset + one.length > start,
          )
          const { first, last } = list.touching(direction, { start, end: start + length })
          const places = Array.from({ length: last - first }, (_, i) =>
            list.at({ direction, index: first + i }),
          )
          expect(places.map(({ range }) => range.start)).toEqual(naive.map(({ offset }) => offset))
          const next = matches.find((one) => one.direction === direction && one.offset >= start)
          const place = list.firstFrom(direction, start)
          expect(place && list.at(place).range.start).toBe(next?.offset ?? null)
        }
      }),
      { seed: 5102, numRuns: 300 },
    )
  })

  it('[MATCH6] knows how many matches come before a byte of a frame, in both directions', () => {
    fc.assert(
      fc.property(found, fc.nat(59), (matches, at) => {
        const one = matches[at % Math.max(1, matches.length)]
        if (!one) return
        const list = listOf(matches)
        const rank = list.rank(list.firstFrom(one.direction, one.offset)!)
        expect(list.before(one.direction, one.offset, one.record!)).toBe(rank)
        expect(list.before(one.direction, one.offset, null)).toBe(rank)
        expect(list.before(one.direction, one.offset + 1, one.record!)).toBe(rank + 1)
      }),
      { seed: 5106, numRuns: 300 },
    )
  })

  it('[MATCH3] what is searched again is not held twice, and what is dropped can come again', () => {
    fc.assert(
      fc.property(found, fc.nat(200), (matches, from) => {
        const list = listOf(matches)
        list.dropFrom('upstream', from)
        const kept = matches.filter((one) => one.direction === 'downstream' || one.offset < from)
        expect(list.size).toBe(kept.length)
        expect(list.add(byDirection(matches))).toBe(matches.length - kept.length)
        expect(list.size).toBe(matches.length)
      }),
      { seed: 5103, numRuns: 200 },
    )
  })

  it('[MATCH4] a match whose frame nobody knows has its place behind the one before', () => {
    const list = new MatchList()
    list.add([
      match('upstream', 0, 1),
      match('upstream', 5, 1, 3),
      match('upstream', 9, 1),
      match('downstream', 0, 1),
      match('downstream', 7, 2, 4),
    ])
    const order = Array.from({ length: 5 }, (_, rank) => list.at(list.byRank(rank)!))
    expect(order.map(({ direction, record }) => [direction, record])).toEqual([
      ['upstream', null],
      ['downstream', null],
      ['upstream', 3],
      ['upstream', null],
      ['downstream', 4],
    ])
    for (let rank = 0; rank < 5; rank++) expect(list.rank(list.byRank(rank)!)).toBe(rank)
  })

  it('[MATCH5] holds so many and no more, whatever comes', () => {
    const list = new MatchList()
    const some = Array.from({ length: MAX_MATCHES + 10 }, (_, i) => match('upstream', i * 2, 1, i))
    expect(list.add(some)).toBe(MAX_MATCHES)
    expect(list.add([match('downstream', 0, 1, 5)])).toBe(0)
    expect(list.size).toBe(MAX_MATCHES)
    expect(list.at({ direction: 'upstream', index: MAX_MATCHES - 1 }).record).toBe(MAX_MATCHES - 1)
    list.clear()
    expect(list.size).toBe(0)
    expect(() => list.at({ direction: 'upstream', index: 0 })).toThrow(RangeError)
  })
})
