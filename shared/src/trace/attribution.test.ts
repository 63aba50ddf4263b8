import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Direction, nanos, otherDirection, sourceOf } from '../base/index.ts'
import { type Frame, frameDetail, type IndexRecord, isHeld, isStrict, type Mark } from '../capture/index.ts'
import {
  Attribution,
  BLOCKED_AFTER_NS,
  type Blocker,
  joinEnds,
  notReading,
  silent,
  type Stretch,
  type WaitEnds,
  WaitJoiner,
} from './index.ts'

const common = { length: 10, number: 0, otherNumber: 0, offset: 0, otherOffset: 0 }

function frame(direction: Direction, readNs: number, takenNs: number, more: Partial<Frame> = {}): Frame {
  const times = {
    readNs: nanos(readNs),
    takenNs: nanos(takenNs),
    loggedNs: nanos(readNs + 5),
    textNs: nanos(0),
  }
  return { kind: 'frame', ...common, direction, atOnce: true, detail: 0, ...times, ...more }
}

function mark(code: Mark['code'], direction: Direction, timeNs: number, detail = 0): Mark {
  return { kind: 'mark', ...common, code, direction, detail, readNs: nanos(timeNs) }
}

/** All of a session, neighbours of one blocker joined. */
function stretches(records: readonly IndexRecord[], from: number, to: number, untilNs = 0): Stretch[] {
  const all: Stretch[] = []
  const attribution = new Attribution(from, to, (start, end, blocker) => {
    const last = all.at(-1)
    if (last?.blocker === blocker && last.end === start) all[all.length - 1] = { ...last, end }
    else all.push({ start, end, blocker })
  })
  records.forEach((record, number) => attribution.add(record, number))
  attribution.end(untilNs)
  return all
}

const words = (all: readonly Stretch[]) => all.map(({ start, end, blocker }) => `${start}-${end} ${blocker}`)

describe('who is waiting for whom', () => {
  it('[ATTR1] a request and its answer: each side is waited for until it does the next thing', () => {
    const records = [
      mark('connected', 'downstream', 100),
      frame('upstream', 1_000, 1_010),
      frame('downstream', 9_000, 9_020),
      frame('downstream', 12_000, 12_030),
      mark('ended', 'upstream', 20_000),
      mark('closed', 'upstream', 21_000, 1),
    ]
    expect(words(stretches(records, 0, 1e9))).toEqual([
      '0-100 target-silent',
      '100-1000 client-silent',
      '1000-1010 own',
      '1010-9000 target-silent',
      '9000-9020 own',
      '9020-12000 target-silent',
      '12000-12030 own',
      '12030-20000 client-silent',
      '20000-21000 target-silent',
    ])
  })

  it('[ATTR2] a peer that takes nothing is waited for, whatever the other direction does', () => {
    const records = [
      mark('connected', 'downstream', 100),
      frame('downstream', 1_000, 9_000, { atOnce: false }),
      frame('upstream', 2_000, 2_010),
      frame('upstream', 8_000, 12_000, { atOnce: false }),
      frame('upstream', 30_000, 0, { atOnce: false }),
      mark('closed', 'upstream', 40_000, 2),
    ]
    expect(words(stretches(records, 500, 1e9))).toEqual([
      '500-1000 target-silent',
      '1000-8000 client-not-reading',
      // Of two that do not read it is the one who begins again later.
      '8000-12000 target-not-reading',
      '12000-30000 client-silent',
      '30000-40000 target-not-reading',
    ])
  })

  it('[ATTR3] the disk: a strict frame until it is in its file, a source that is held until it is read again', () => {
    const strict = { atOnce: false, detail: frameDetail(false, true, 0) }
    const held = { detail: frameDetail(true, false, 0) }
    const records = [
      mark('connected', 'downstream', 100),
      frame('upstream', 1_000, 1_700, { ...strict, loggedNs: nanos(1_500) }),
      frame('upstream', 2_000, 7_000_000, { ...strict, loggedNs: nanos(3_000) }),
      frame('downstream', 8_000_000, 8_000_010, { ...held, loggedNs: nanos(8_500_000) }),
      frame('downstream', 8_400_000, 8_400_010, { ...held, loggedNs: nanos(8_600_000) }),
      frame('downstream', 9_000_000, 9_000_010),
    ]
    expect(words(stretches(records, 900, 9_000_000))).toEqual([
      '900-1000 client-silent',
      '1000-1500 disk',
      '1500-1700 own',
      '1700-2000 client-silent',
      '2000-3000 disk',
      '3000-7000000 target-not-reading',
      '7000000-8000000 target-silent',
      '8000000-8600000 disk',
      '8600000-9000000 target-silent',
    ])
  })

  it('[ATTR4] what had waited for our loop was not waited for by its sender, as far as nothing else was going on', () => {
    const late = { detail: frameDetail(false, false, 4_096) }
    const records = [frame('upstream', 1_000, 1_500), frame('downstream', 10_000, 10_010, late)]
    expect(words(stretches(records, 0, 1e9))).toEqual([
      '0-1000 client-silent',
      '1000-1500 own',
      '1500-5904 target-silent',
      '5904-10000 own',
    ])
    const soon = [
      frame('upstream', 1_000, 9_000, { atOnce: false }),
      frame('downstream', 10_000, 10_010, late),
    ]
    expect(words(stretches(soon, 1_000, 1e9))).toEqual(['1000-9000 target-not-reading', '9000-10000 own'])
  })

  it('[ATTR5] when nothing comes any more the side that did not speak last is waited for', () => {
    const up = [frame('upstream', 1_000, 1_010)]
    expect(words(stretches(up, 1_010, 1e9, 5_000))).toEqual(['1010-5000 target-silent'])
    expect(words(stretches([...up, mark('closed', 'upstream', 4_000, 2)], 1_010, 1e9, 4_500))).toEqual([
      '1010-4000 target-silent',
      '4000-4500 own',
    ])
    expect(words(stretches([mark('closed', 'downstream', 700, 1)], 0, 1e9))).toEqual(['0-700 target-silent'])
  })
})

const step = fc.record({
  wait: fc.integer({ min: 1, max: 30 }),
  direction: fc.constantFrom<Direction>('upstream', 'downstream'),
  what: fc.constantFrom('frame', 'frame', 'frame', 'ended' as const, 'gap' as const),
  kind: fc.constantFrom('atOnce', 'slow', 'never', 'strict' as const, 'held' as const),
  take: fc.integer({ min: 1, max: 60 }),
  log: fc.integer({ min: 1, max: 40 }),
})

/** Records as the recorder writes them: takes in order within a direction, what is in the files in order of all. */
const histories = fc
  .record({ steps: fc.array(step, { maxLength: 25 }), strict: fc.boolean(), closed: fc.boolean() })
  .map(({ steps, strict, closed }) => {
    let now = 1
    let logged = 0
    const taken = { upstream: 0, downstream: 0 }
    const records: IndexRecord[] = [mark('connected', 'downstream', 1)]
    for (const { wait, direction, what, kind, take, log } of steps) {
      now += wait
      if (what !== 'frame') {
        records.push(mark(what, direction, now))
        continue
      }
      logged = Math.max(logged, now + log)
      const atOnce = !strict && kind === 'atOnce' && taken[direction] < now
      if (kind === 'never') taken[direction] = Infinity
      const earliest = strict ? logged : now
      taken[direction] = Math.max(taken[direction] + 1, earliest + (atOnce ? 1 : take))
      records.push(
        frame(direction, now, taken[direction] === Infinity ? 0 : taken[direction], {
          atOnce,
          detail: frameDetail(kind === 'held', strict, 0),
          loggedNs: nanos(logged),
        }),
      )
    }
    now += 7
    if (closed) records.push(mark('closed', 'upstream', now, 0))
    return { records, until: now }
  })

const end = (time: number) => (time === 0 ? Infinity : time)

/** The rules of the class, asked for one nanosecond, from all records. */
function blockerAt(records: readonly IndexRecord[], t: number): Blocker {
  const before = records.filter((one) => one.readNs <= t)
  const next = records.find((one) => one.readNs > t)
  const frames = before.filter((one) => one.kind === 'frame')
  const unread = frames.filter((one) => {
    const from = isStrict(one.detail) ? one.loggedNs : one.readNs
    const counts = isStrict(one.detail) ? end(one.takenNs) - from > BLOCKED_AFTER_NS : !one.atOnce
    return counts && t >= from && t < end(one.takenNs)
  })
  const latest = (direction: Direction) =>
    Math.max(0, ...unread.filter((one) => one.direction === direction).map((one) => end(one.takenNs)))
  if (unread.length > 0)
    return notReading(latest('downstream') > latest('upstream') ? 'downstream' : 'upstream')
  const disk = frames.some((one) => {
    if (t >= one.loggedNs) return false
    return (
      isStrict(one.detail) ||
      (isHeld(one.detail) && frames.findLast((f) => f.direction === one.direction) === one)
    )
  })
  if (disk) return 'disk'
  if (frames.some((one) => t < one.takenNs && (one.atOnce || isStrict(one.detail)))) return 'own'
  const expected = silent(sourceOf(otherDirection(frames.at(-1)?.direction ?? 'downstream')))
  if (!next) return expected
  if (before.length === 0) return 'target-silent'
  return next.kind === 'mark' && next.code === 'closed' ? 'client-silent' : silent(sourceOf(next.direction))
}

describe('any session', () => {
  it('[ATTR6] every nanosecond is put down exactly once, to what the rules say of it alone', () => {
    fc.assert(
      fc.property(histories, ({ records, until }) => {
        const all = stretches(records, 0, Infinity, until)
        expect(all[0]?.start).toBe(0)
        expect(all.at(-1)?.end).toBe(until)
        for (const [i, one] of all.entries()) {
          expect(one.end).toBeGreaterThan(one.start)
          if (i > 0) expect(one.start).toBe(all[i - 1]?.end)
          for (let t = one.start; t < one.end; t++)
            expect(`${t} ${one.blocker}`).toBe(`${t} ${blockerAt(records, t)}`)
        }
      }),
    )
  })

  it('[ATTR7] a part of a session gives the same stretches as the whole', () => {
    fc.assert(
      fc.property(histories, fc.nat(400), fc.nat(400), ({ records, until }, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const clipped = stretches(records, 0, Infinity, until)
          .map((one) => ({ ...one, start: Math.max(from, one.start), end: Math.min(to, one.end) }))
          .filter((one) => one.end > one.start)
        expect(stretches(records, from, to, until)).toEqual(clipped)
      }),
    )
  })

  it('[ATTR8] first, last and longest of two halves are those of the whole, wherever it is cut', () => {
    fc.assert(
      fc.property(histories, fc.nat(400), ({ records, until }, cut) => {
        const ends = (from: number, to: number): WaitEnds | null => {
          const joiner = new WaitJoiner()
          for (const one of stretches(records, from, to, until)) joiner.add(one)
          return joiner.ends
        }
        const whole = stretches(records, 0, Infinity, until)
        const joined = joinEnds(ends(0, cut), ends(cut, Infinity))
        expect(joined?.first).toEqual(whole[0])
        expect(joined?.last).toEqual(whole.at(-1))
        const waits = whole.filter(({ blocker }) => blocker !== 'own').map(({ start, end }) => end - start)
        expect(joined?.longest ? joined.longest.end - joined.longest.start : 0).toBe(Math.max(0, ...waits))
      }),
    )
  })
})
