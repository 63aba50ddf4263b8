import type { FramePage, FrameQuery, FrameRow, SessionMark } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { testSession } from '../stores/testSession.ts'
import { countsAt, stateAt, type StateAt } from './asOf.ts'
import { createAsOf } from './asOfStore.ts'

interface Event {
  readonly timeNs: number
  readonly direction: Direction
  /** 0: a mark. */
  readonly length: number
}

/** A session of these events, and a server that answers like the real one. */
function playOf(events: readonly Event[], limitAtMost = 2000) {
  const bytes = { upstream: 0, downstream: 0 }
  const frames = { upstream: 0, downstream: 0 }
  const rows: (FrameRow | null)[] = []
  const marks: SessionMark[] = []
  for (const { timeNs, direction, length } of events) {
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    if (length === 0) {
      const code = marks.length === 0 ? 'connected' : 'ended'
      marks.push({ code, direction, timeNs, offset: bytes[direction], length: 0 })
      rows.push(null)
      continue
    }
    rows.push({
      record: rows.length,
      direction,
      number: frames[direction]++,
      offset: bytes[direction],
      length,
      otherOffset: bytes[other],
      readNs: timeNs,
      takenNs: 0,
      loggedNs: 0,
      textNs: 0,
    })
    bytes[direction] += length
  }
  const whole: StateAt = {
    marks,
    session: testSession(1, {
      durationNs: events.at(-1)?.timeNs ?? 0,
      upstreamBytes: bytes.upstream,
      downstreamBytes: bytes.downstream,
      upstreamFrames: frames.upstream,
      downstreamFrames: frames.downstream,
      records: rows.length,
    }),
  }
  const ask = ({ from = 0, timeNs, limit = 500 }: FrameQuery): FramePage => {
    const reached = events.findIndex((event) => event.timeNs >= (timeNs ?? 0))
    const first = timeNs === undefined ? from : reached === -1 ? events.length : reached
    const next = Math.min(rows.length, first + Math.min(limit, limitAtMost))
    const page = rows.slice(first, next).filter((row) => row !== null)
    return { from: first, next, records: rows.length, frames: page }
  }
  return { whole, ask }
}

/** What had been read by a moment, counted one by one. */
function counted(events: readonly Event[], timeNs: number) {
  const before = events.filter((event) => event.timeNs <= timeNs)
  const of = (direction: Direction) => before.filter((event) => event.direction === direction)
  const sum = (direction: Direction) => of(direction).reduce((total, { length }) => total + length, 0)
  const frames = (direction: Direction) => of(direction).filter(({ length }) => length > 0).length
  return {
    records: before.length,
    bytes: { upstream: sum('upstream'), downstream: sum('downstream') },
    frames: { upstream: frames('upstream'), downstream: frames('downstream') },
  }
}

const eventsOf = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 50 }),
      direction: fc.constantFrom<Direction>('upstream', 'downstream'),
      length: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let timeNs = 0
    return steps.map(({ step, direction, length }) => {
      timeNs += step
      return { timeNs, direction, length }
    })
  })

function mark(code: SessionMark['code'], timeNs: number): SessionMark {
  return { code, direction: 'upstream', timeNs, offset: 0, length: 0 }
}

test('[ASOF1] what had been read by any moment is what counting one by one says, however little the answer holds', () => {
  fc.assert(
    fc.property(eventsOf, fc.nat(2100), fc.integer({ min: 1, max: 6 }), (events, timeNs, limit) => {
      const { whole, ask } = playOf(events, limit)
      const page = ask({ timeNs: timeNs + 1 })
      // A page that ends before a frame comes says nothing: one as large as the real ones always has some.
      fc.pre(page.frames.length > 0 || page.next === page.records)
      expect(countsAt(page, timeNs, whole)).toEqual(counted(events, timeNs))
    }),
  )
})

test('[ASOF2] records that came while the view was frozen are not counted', () => {
  const events: Event[] = [
    { timeNs: 10, direction: 'upstream', length: 5 },
    { timeNs: 20, direction: 'downstream', length: 7 },
  ]
  const { whole } = playOf(events.slice(0, 1))
  const { ask } = playOf([...events, { timeNs: 30, direction: 'upstream', length: 4 }])
  const { bytes, records } = countsAt(ask({ timeNs: 16 }), 15, whole)
  expect([bytes, records]).toEqual([{ upstream: 5, downstream: 0 }, 1])
  expect(countsAt(ask({ timeNs: 100 }), 99, whole).bytes).toEqual({ upstream: 5, downstream: 0 })
})

test('[ASOF3] a gap counts from its own moment on', () => {
  const gap: SessionMark = { code: 'gap', direction: 'upstream', timeNs: 20, offset: 5, length: 100 }
  const page: FramePage = {
    from: 1,
    next: 3,
    records: 3,
    frames: playOf([{ timeNs: 30, direction: 'upstream', length: 1 }])
      .ask({})
      .frames.map((frame) => ({ ...frame, offset: 105 })),
  }
  const session = testSession(1, { upstreamBytes: 106, records: 3, gapBytes: 100 })
  const before = countsAt(page, 15, { session, marks: [gap] })
  expect(before.bytes.upstream).toBe(5)
  expect(stateAt({ session, marks: [gap] }, 15, before).session.gapBytes).toBe(0)
  const after = countsAt({ ...page, from: 2 }, 25, { session, marks: [gap] })
  expect(after.bytes.upstream).toBe(105)
  expect(stateAt({ session, marks: [gap] }, 25, after).session.gapBytes).toBe(100)
})

test('[ASOF4] the state of a session follows its marks, and its end comes at the end', () => {
  const close = { cause: 'fin', by: 'client', code: null, text: 'both sides finished' } as const
  const session = testSession(1, { state: 'closed', close, durationNs: 40 })
  const whole = { session, marks: [mark('connected', 10), mark('ended', 20), mark('closed', 40)] }
  const none = countsAt({ from: 0, next: 0, records: 0, frames: [] }, 0, whole)
  const at = (timeNs: number) => stateAt(whole, timeNs, none)
  expect([5, 10, 20, 39, 40].map((timeNs) => at(timeNs).session.state)).toEqual([
    'connecting',
    'open',
    'half-closed',
    'half-closed',
    'closed',
  ])
  expect([at(39).session.close, at(40).session.close]).toEqual([null, close])
  expect(at(20).marks.map(({ code }) => code)).toEqual(['connected', 'ended'])
  expect([at(5).session.remote, at(10).session.remote]).toEqual([null, session.remote])
})

test('[ASOF5] while one drags, one request is under way, the newest wish is the last answer, and live again needs none', async () => {
  const { whole, ask } = playOf([
    { timeNs: 10, direction: 'upstream', length: 5 },
    { timeNs: 20, direction: 'upstream', length: 5 },
    { timeNs: 30, direction: 'upstream', length: 5 },
  ])
  const asked: FrameQuery[] = []
  const answers: (() => void)[] = []
  const store = createStore(() => whole)
  const past = createAsOf(store, (query) => {
    asked.push(query)
    return new Promise((resolve) => answers.push(() => resolve(ask(query))))
  })
  const bytes = () => past.store.getState().session.upstreamBytes
  const answer = async () => {
    answers.shift()!()
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const timeNs of [25, 20, 15]) past.show(timeNs)
  expect([asked.length, bytes()]).toEqual([1, 15])
  await answer()
  expect(bytes()).toBe(10)
  await answer()
  expect([asked.length, bytes(), past.state.getState().timeNs]).toEqual([2, 5, 15])
  past.show(null)
  expect([bytes(), past.state.getState().timeNs]).toEqual([15, null])
  // An answer that comes after that changes nothing, and is not taken for one to a later question.
  past.show(20)
  past.show(null)
  await answer()
  expect(bytes()).toBe(15)
})

test('[ASOF6] a moment that cannot be read says so, and can be tried again', async () => {
  const { whole, ask } = playOf([{ timeNs: 10, direction: 'upstream', length: 5 }])
  let fails = true
  const past = createAsOf(
    createStore(() => whole),
    (query) =>
      fails ? Promise.reject(new Error('The server does not answer.')) : Promise.resolve(ask(query)),
  )
  past.show(5)
  await new Promise((resolve) => setImmediate(resolve))
  expect(past.state.getState().error).toBe('The server does not answer.')
  fails = false
  past.retry()
  await new Promise((resolve) => setImmediate(resolve))
  expect([past.state.getState(), past.store.getState().session.upstreamBytes]).toEqual([
    { timeNs: 5, error: null },
    0,
  ])
})
