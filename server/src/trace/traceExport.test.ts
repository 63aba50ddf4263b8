import * as fc from 'fast-check'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { nanos } from '@tcpscope/shared/base'
import type { IndexRecord, Mark } from '@tcpscope/shared/capture'
import { BLOCKERS, LANES } from '@tcpscope/shared/trace'
import { makeIndex, source, step } from './testIndex.ts'
import { traceText } from './traceExport.ts'

/** The JSON object format of Chrome's trace viewer, as far as it is used here. */
const Base = { pid: Type.Literal(1), tid: Type.Integer({ minimum: 1, maximum: LANES.length + 1 }) }
const Named = { ...Base, name: Type.String({ minLength: 1 }), ts: Type.Number({ minimum: 0 }) }
const TraceSchema = Type.Object(
  {
    displayTimeUnit: Type.Literal('ns'),
    traceEvents: Type.Array(
      Type.Union([
        Type.Object(
          {
            ...Named,
            ph: Type.Literal('X'),
            cat: Type.Union([Type.Literal('lane'), Type.Literal('wait')]),
            dur: Type.Number({ minimum: 0 }),
            args: Type.Object({}),
          },
          { additionalProperties: false },
        ),
        Type.Object(
          {
            ...Named,
            ph: Type.Literal('i'),
            s: Type.Literal('p'),
            cat: Type.Literal('mark'),
            args: Type.Object({}),
          },
          { additionalProperties: false },
        ),
        Type.Object({
          ph: Type.Literal('M'),
          pid: Base.pid,
          tid: Type.Optional(Base.tid),
          name: Type.String(),
          args: Type.Object({}),
        }),
      ]),
    ),
  },
  { additionalProperties: false },
)

interface Span {
  ph: string
  tid: number
  name: string
  ts: number
  dur: number
  args: { bytes?: number; frames?: number; name?: string; open?: boolean }
}

async function traceOf(records: readonly IndexRecord[]): Promise<Span[]> {
  let text = ''
  for await (const piece of traceText('#1 "redis" → x', source(records), records.length)) text += piece
  const trace = JSON.parse(text) as { traceEvents: Span[] }
  expect([...Value.Errors(TraceSchema, trace)]).toEqual([])
  return trace.traceEvents
}

const ns = (micros: number) => Math.round(micros * 1000)
const ofLane = (events: readonly Span[], tid: number) =>
  events.filter((one) => one.ph === 'X' && one.tid === tid)

/** Some peers never take the end of what they are sent; the connection ends with a mark. */
const sessions = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 40 }),
    stuck: fc.option(fc.nat(20)),
    closed: fc.boolean(),
  })
  .map(({ steps, stuck, closed }) => {
    const frames = makeIndex(steps)
    const records: IndexRecord[] = frames.map((frame, i) =>
      stuck !== null && i >= stuck && frame.direction === 'upstream'
        ? { ...frame, takenNs: nanos(0) }
        : frame,
    )
    const last = frames.at(-1)!
    const end: Mark = {
      kind: 'mark',
      code: 'closed',
      direction: 'upstream',
      detail: 1,
      length: 0,
      number: 0,
      otherNumber: 0,
      offset: 0,
      otherOffset: 0,
      readNs: nanos(Math.max(...frames.map((frame) => Math.max(frame.readNs, frame.takenNs))) + 50),
    }
    return { records: closed ? [...records, end] : records, last }
  })

describe('the trace for Chrome and Perfetto', () => {
  it('[TREX1] keeps to the format, and no two spans of a thread overlap', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, async ({ records }) => {
        const events = await traceOf(records)
        for (let tid = 1; tid <= LANES.length + 1; tid++) {
          const spans = ofLane(events, tid)
          let until = 0
          for (const { ts, dur } of spans) {
            expect(ns(ts)).toBeGreaterThanOrEqual(until)
            until = ns(ts) + ns(dur)
          }
        }
      }),
    )
  })

  it('[TREX2] every byte is in one span of its copier and of its log, every moment in one of who is waited for', async () => {
    await fc.assert(
      fc.asyncProperty(sessions, async ({ records }) => {
        const events = await traceOf(records)
        const bytes = (tid: number) => ofLane(events, tid).reduce((sum, one) => sum + one.args.bytes!, 0)
        for (const [lane, direction] of ['upstream', 'downstream', 'upstream', 'downstream'].entries()) {
          const frames = records.filter((one) => one.kind === 'frame' && one.direction === direction)
          expect(bytes(lane + 1)).toBe(frames.reduce((sum, one) => sum + one.length, 0))
        }
        const waits = ofLane(events, LANES.length + 1)
        const newest = Math.max(
          ...records.map((one) => Math.max(one.readNs, one.kind === 'frame' ? one.takenNs : 0)),
        )
        expect(ns(waits[0]!.ts)).toBe(0)
        expect(waits.reduce((sum, one) => sum + ns(one.dur), 0)).toBe(newest)
        expect(waits.every(({ name }) => (BLOCKERS as readonly string[]).includes(name))).toBe(true)
      }),
    )
  })

  it('[TREX3] names the process and its threads, and shows marks as instants', async () => {
    const { records } = fc
      .sample(sessions, { seed: 4, numRuns: 30 })
      .find(({ records }) => records.at(-1)?.kind === 'mark')!
    const events = await traceOf(records)
    const names = events
      .filter(({ ph, name }) => ph === 'M' && name === 'thread_name')
      .map(({ args }) => args.name)
    expect(names).toEqual([...LANES.map(({ title }) => title), 'waits on'])
    expect(events.find(({ name }) => name === 'process_name')?.args.name).toBe('#1 "redis" → x')
    expect(events.filter(({ ph }) => ph === 'i').map(({ name }) => name)).toEqual(['closed'])
  })

  it('[TREX4] a session without records is a trace without spans', async () => {
    expect((await traceOf([])).every(({ ph }) => ph === 'M')).toBe(true)
  })
})
