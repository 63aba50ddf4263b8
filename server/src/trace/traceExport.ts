import { type Direction, sourceOf } from '@tcpscope/shared/base'
import { decodeRecords, type Frame, type Mark } from '@tcpscope/shared/capture'
import {
  Attribution,
  type Blocker,
  copierLane,
  LANES,
  type LaneId,
  logLane,
  spansOf,
} from '@tcpscope/shared/trace'
import type { RecordSource } from './indexView.ts'

/** Records that become one piece of text. */
const BLOCK_RECORDS = 512
/** All lanes are threads of one process. */
const PID = 1
const WAITS_TID = LANES.length + 1

/** A span as it stands on its lane. */
interface Shown {
  readonly name: string
  readonly cat: 'lane' | 'wait'
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * The lanes of a session as a trace in the JSON format of Chrome, which Perfetto opens: a thread a lane, and one more
 * for who is waited for. Spans of a thread never overlap (viewers cannot show that): frames of which the peer took one
 * after the other follow one another, frames that were logged by one write are one span.
 *
 * Text in pieces; what is held in memory does not grow with the session.
 * @param title how viewers name the process
 * @param count records of the index that are exported
 */
export async function* traceText(title: string, index: RecordSource, count: number): AsyncGenerator<string> {
  const lines: string[] = []
  const put = (event: object): void => void lines.push(JSON.stringify(event))
  const lanes = new LaneSpans((tid, shown, start, end) => lines.push(spanText(tid, shown, start, end)))
  put({ ph: 'M', name: 'process_name', pid: PID, args: { name: title } })
  for (const [i, name] of [...LANES.map((lane) => lane.title), 'waits on'].entries()) {
    put({ ph: 'M', name: 'thread_name', pid: PID, tid: i + 1, args: { name } })
    put({ ph: 'M', name: 'thread_sort_index', pid: PID, tid: i + 1, args: { sort_index: i + 1 } })
  }
  yield `{"displayTimeUnit":"ns","traceEvents":[\n${lines.splice(0).join(',\n')}`
  let newest = 0
  for (let at = 0; at < count; at += BLOCK_RECORDS) {
    const records = decodeRecords(await index.read(at, Math.min(BLOCK_RECORDS, count - at)))
    for (const [i, record] of records.entries()) {
      newest = Math.max(newest, record.readNs, record.kind === 'frame' ? record.takenNs : 0)
      lanes.waits.add(record, at + i)
      if (record.kind === 'frame') lanes.frame(record)
      else lines.push(markText(record))
    }
    if (lines.length > 0) yield `,\n${lines.splice(0).join(',\n')}`
  }
  lanes.end(newest)
  if (lines.length > 0) yield `,\n${lines.splice(0).join(',\n')}`
  yield '\n]}\n'
}

/** Frames in one span of a lane: written by one write, or not taken until the end. */
interface Group {
  readonly start: number
  readonly end: number
  readonly first: Frame
  frames: number
  bytes: number
}

/** Turns frames into spans that do not overlap on any lane. */
class LaneSpans {
  readonly waits: Attribution
  readonly #put: (tid: number, shown: Shown, start: number, end: number) => void
  readonly #groups = new Map<LaneId, Group>()
  /** Up to where each lane is taken, ns. */
  readonly #until = new Map<LaneId, number>()
  #wait: { blocker: Blocker; start: number; end: number } | null = null

  constructor(put: (tid: number, shown: Shown, start: number, end: number) => void) {
    this.#put = put
    this.waits = new Attribution(0, Infinity, (start, end, blocker) => {
      if (this.#wait?.blocker === blocker) this.#wait.end = end
      else {
        this.#putWait()
        this.#wait = { blocker, start, end }
      }
    })
  }

  frame(frame: Frame): void {
    for (const { lane, state, start, end } of spansOf(frame)) {
      const copier = lane === copierLane(frame.direction)
      const group = this.#groups.get(lane)
      // A copier's frames are taken one by one; what is never taken ends together.
      if (group && group.end === end && (!copier || end === 0)) {
        group.frames++
        group.bytes += frame.length
        continue
      }
      if (group) this.#close(lane, group, group.end)
      const next = { start, end, first: frame, frames: 1, bytes: frame.length }
      if (copier && end !== 0) {
        this.#groups.delete(lane)
        this.#putGroup(lane, state, next, end)
      } else this.#groups.set(lane, next)
    }
  }

  /** There are no more frames. @param newest the newest moment: what has not ended is shown up to it */
  end(newest: number): void {
    for (const [lane, group] of this.#groups) this.#close(lane, group, group.end === 0 ? newest : group.end)
    this.waits.end(newest)
    this.#putWait()
  }

  #close(lane: LaneId, group: Group, end: number): void {
    const logging = lane === logLane(group.first.direction) || lane === 'hex'
    this.#putGroup(lane, logging ? 'logging' : 'blocked', group, end)
  }

  #putGroup(
    lane: LaneId,
    state: string,
    { start, end: known, first, frames, bytes }: Group,
    end: number,
  ): void {
    const from = Math.max(start, this.#until.get(lane) ?? 0)
    const to = Math.max(from, end)
    this.#until.set(lane, to)
    const args = {
      direction: first.direction,
      frame: first.number,
      offset: first.offset,
      frames,
      bytes,
      readNs: first.readNs,
      ...(known === 0 ? { open: true } : {}),
    }
    this.#put(LANES.findIndex(({ id }) => id === lane) + 1, { name: state, cat: 'lane', args }, from, to)
  }

  #putWait(): void {
    if (!this.#wait) return
    const { blocker, start, end } = this.#wait
    this.#put(WAITS_TID, { name: blocker, cat: 'wait', args: {} }, start, end)
  }
}

function spanText(tid: number, { name, cat, args }: Shown, start: number, end: number): string {
  const rest = JSON.stringify(args)
  return `{"ph":"X","name":"${name}","cat":"${cat}","pid":${PID},"tid":${tid},"ts":${micros(start)},"dur":${micros(end - start)},"args":${rest}}`
}

function markText({ code, direction, readNs, offset, length }: Mark): string {
  const args = JSON.stringify({ side: sourceOf(direction), offset, length })
  return `{"ph":"i","s":"p","name":"${code}","cat":"mark","pid":${PID},"tid":${tidOf(direction)},"ts":${micros(readNs)},"args":${args}}`
}

function tidOf(direction: Direction): number {
  return LANES.findIndex(({ id }) => id === copierLane(direction)) + 1
}

/** Nanoseconds as microseconds, exactly. */
function micros(ns: number): string {
  const rest = ns % 1000
  return rest === 0 ? `${ns / 1000}` : `${Math.floor(ns / 1000)}.${String(rest).padStart(3, '0')}`
}
