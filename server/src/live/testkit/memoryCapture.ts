import { type Direction, DIRECTIONS, type SessionId } from '@tcpscope/shared/base'
import { decodeRecords, type Frame, RECORD_SIZE, type SessionFacts } from '@tcpscope/shared/capture'
import { TileBuilder } from '@tcpscope/shared/trace'
import type {
  Activity,
  Area,
  AreaQuery,
  FramePage,
  FrameQuery,
  TileList,
  TileQuery,
} from '@tcpscope/shared/api'
import type { CapturePort } from '../../core/capturePort.ts'
import { activityOf } from '../../trace/activity.ts'
import { areaOf } from '../../trace/area.ts'
import { TileStore } from '../../trace/tileStore.ts'
import { traceText } from '../../trace/traceExport.ts'

interface Files {
  bytes: Record<Direction, Buffer>
  records: Buffer
}

/** Capture files in memory. */
export class MemoryCapture implements CapturePort {
  readonly #files = new Map<SessionId, Files>()
  /** Taken away, and not purged yet. */
  readonly #discarded = new Map<SessionId, Files>()
  /** Bytes handed out so far: what viewing costs. */
  bytesRead = 0

  files(id: SessionId) {
    let files = this.#files.get(id)
    if (!files) {
      files = {
        bytes: { upstream: Buffer.alloc(0), downstream: Buffer.alloc(0) },
        records: Buffer.alloc(0),
      }
      this.#files.set(id, files)
    }
    return files
  }

  has(id: SessionId): boolean {
    return this.#files.has(id)
  }

  size({ id }: SessionFacts, direction: Direction): Promise<number> {
    return Promise.resolve(this.files(id).bytes[direction].length)
  }

  readBytes({ id }: SessionFacts, direction: Direction, start: number, end: number) {
    const part = new Uint8Array(this.files(id).bytes[direction].subarray(start, end))
    this.bytesRead += part.length
    return Promise.resolve(part)
  }

  async *streamBytes(ref: SessionFacts, direction: Direction, start: number, end: number) {
    for (let at = start; at < end; at += 65_536) {
      yield await this.readBytes(ref, direction, at, Math.min(end, at + 65_536))
    }
  }

  factsOf(facts: SessionFacts): Promise<SessionFacts> {
    return Promise.resolve(facts)
  }

  recordCount({ id }: SessionFacts): Promise<number> {
    return Promise.resolve(this.files(id).records.length / RECORD_SIZE)
  }

  readRecords({ id }: SessionFacts, from: number, count: number) {
    const { records } = this.files(id)
    return Promise.resolve(new Uint8Array(records.subarray(from * RECORD_SIZE, (from + count) * RECORD_SIZE)))
  }

  async framePage({ id }: SessionFacts, query: FrameQuery): Promise<FramePage> {
    const all = decodeRecords(this.files(id).records) as Frame[]
    const from = query.from ?? 0
    const frames = all.slice(from, from + (query.limit ?? 500)).map((frame, i) => {
      const { kind: _, otherNumber: __, atOnce: ___, ...row } = frame
      return { record: from + i, ...row }
    })
    return { from, next: from + frames.length, records: all.length, frames }
  }

  async tiles({ id }: SessionFacts, { level, first, last }: TileQuery): Promise<TileList> {
    const records = decodeRecords(this.files(id).records)
    const tiles = []
    for (let index = first; index <= last; index++) {
      const builder = new TileBuilder(level, index)
      records.forEach((record, number) => builder.add(record, number))
      tiles.push(builder.build(false))
    }
    return { untilNs: records.at(-1)?.readNs ?? 0, tiles }
  }

  #index(facts: SessionFacts) {
    return {
      state: async () => ({ records: await this.recordCount(facts) }),
      read: (from: number, count: number) => this.readRecords(facts, from, count),
    }
  }

  area(facts: SessionFacts, query: AreaQuery): Promise<Area> {
    return areaOf(facts, this.#index(facts), new TileStore(), query)
  }

  activity(facts: SessionFacts, edges: readonly number[]): Promise<Activity> {
    return activityOf(this.#index(facts), edges)
  }

  async *streamTrace(facts: SessionFacts, title: string) {
    const text = traceText(title, this.#index(facts), await this.recordCount(facts))
    for await (const piece of text) yield Buffer.from(piece)
  }

  isHexLogWritten(): Promise<boolean> {
    return Promise.resolve(false)
  }

  async *streamHexLog({ id }: SessionFacts) {
    for (const direction of DIRECTIONS) yield this.files(id).bytes[direction]
  }

  discard({ id }: SessionFacts): Promise<void> {
    const files = this.#files.get(id)
    if (files) this.#discarded.set(id, files)
    this.#files.delete(id)
    return Promise.resolve()
  }

  restore({ id }: SessionFacts): Promise<void> {
    const files = this.#discarded.get(id)
    if (files) this.#files.set(id, files)
    this.#discarded.delete(id)
    return Promise.resolve()
  }

  purge(id: SessionId): Promise<void> {
    this.#discarded.delete(id)
    return Promise.resolve()
  }
}
