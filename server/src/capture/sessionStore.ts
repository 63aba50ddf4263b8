import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Direction, SessionId } from '@tcpscope/shared/base'
import { decodeRecord, RECORD_SIZE, type SessionFacts } from '@tcpscope/shared/capture'
import type {
  Activity,
  Area,
  AreaQuery,
  FramePage,
  FrameQuery,
  FrameRow,
  TileList,
  TileQuery,
} from '@tcpscope/shared/api'
import type { CapturePort, SessionRef } from '../core/capturePort.ts'
import { activityOf } from '../trace/activity.ts'
import { areaOf } from '../trace/area.ts'
import { NO_RECORDS } from '../trace/indexView.ts'
import { traceText } from '../trace/traceExport.ts'
import { TileStore } from '../trace/tileStore.ts'
import { isHexLogFinished, streamHexLog } from './hexStream.ts'
import { IndexReader, openIfThere } from './indexReader.ts'
import { firstRecord, positionAfter } from './indexSearch.ts'
import { trashPath } from './sessionFolders.ts'
import { sessionPaths } from './sessionPaths.ts'

const MAX_READ = 4 * 1024 * 1024
const STREAM_CHUNK = 256 * 1024
const MAX_RECORDS = 16_384

/**
 * Reads the capture files: live sessions and ended ones alike, always as they are at that moment. Runs on the
 * control thread, by asynchronous calls, and never writes (but for deleting a whole session).
 */
export class SessionStore implements CapturePort {
  readonly #root: string
  readonly #tiles = new TileStore()

  /** @param root the folder of all sessions */
  constructor(root: string) {
    this.#root = root
  }

  factsOf(ref: SessionRef): Promise<SessionFacts> {
    return this.#withIndex(ref, ref, (index) => index.facts())
  }

  async size(ref: SessionRef, direction: Direction): Promise<number> {
    const file = await openIfThere(sessionPaths(this.#root, ref)[direction])
    if (!file) return 0
    try {
      return (await file.stat()).size
    } finally {
      await file.close()
    }
  }

  async readBytes(
    ref: SessionRef,
    direction: Direction,
    start: number,
    end: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const file = await openIfThere(sessionPaths(this.#root, ref)[direction])
    if (!file) return new Uint8Array(0)
    try {
      const wanted = Math.min(MAX_READ, Math.max(0, end - start))
      // Small files must not cost large buffers.
      const { size } = await file.stat()
      const bytes = new Uint8Array(Math.max(0, Math.min(wanted, size - start)))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  async *streamBytes(
    ref: SessionRef,
    direction: Direction,
    start: number,
    end: number,
  ): AsyncGenerator<Uint8Array> {
    const file = await openIfThere(sessionPaths(this.#root, ref)[direction])
    if (!file) return
    try {
      for (let at = start; at < end;) {
        const chunk = new Uint8Array(Math.min(STREAM_CHUNK, end - at))
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
        if (bytesRead === 0) return
        at += bytesRead
        yield chunk.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }

  async recordCount(ref: SessionRef): Promise<number> {
    return this.#withIndex(ref, 0, async (index) => (await index.state()).records)
  }

  async readRecords(ref: SessionRef, from: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#withIndex(ref, new Uint8Array(0), (index) => index.read(from, Math.min(count, MAX_RECORDS)))
  }

  async framePage(ref: SessionRef, query: FrameQuery): Promise<FramePage> {
    const empty = { from: 0, next: 0, records: 0, frames: [] }
    return this.#withIndex(ref, empty, async (index) => {
      const { records } = await index.state()
      const from = Math.min(records, await this.#firstOf(index, records, query))
      const bytes = await index.read(from, query.limit ?? 500)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const frames: FrameRow[] = []
      for (let at = 0; at < bytes.length; at += RECORD_SIZE) {
        const record = decodeRecord(view, at)
        if (record?.kind !== 'frame') continue
        const { kind: _kind, atOnce: _atOnce, detail: _detail, otherNumber: _otherNumber, ...row } = record
        frames.push({ record: from + at / RECORD_SIZE, ...row })
      }
      return { from, next: from + bytes.length / RECORD_SIZE, records, frames }
    })
  }

  async tiles(ref: SessionRef, query: TileQuery): Promise<TileList> {
    return this.#withIndex(ref, this.#tiles.none(query), (index) => this.#tiles.list(ref, index, query))
  }

  async area(ref: SessionRef, query: AreaQuery): Promise<Area> {
    const index = await IndexReader.open(sessionPaths(this.#root, ref).index)
    try {
      return await areaOf(ref, index ?? NO_RECORDS, this.#tiles, query)
    } finally {
      await index?.close()
    }
  }

  async activity(ref: SessionRef, edges: readonly number[]): Promise<Activity> {
    const index = await IndexReader.open(sessionPaths(this.#root, ref).index)
    try {
      return await activityOf(index ?? NO_RECORDS, edges)
    } finally {
      await index?.close()
    }
  }

  async *streamTrace(ref: SessionRef, title: string): AsyncGenerator<Uint8Array> {
    const index = await IndexReader.open(sessionPaths(this.#root, ref).index)
    try {
      const source = index ?? NO_RECORDS
      const { records } = await source.state()
      for await (const text of traceText(title, source, records)) yield Buffer.from(text)
    } finally {
      await index?.close()
    }
  }

  isHexLogWritten(ref: SessionRef): Promise<boolean> {
    return this.#withIndex(ref, false, isHexLogFinished)
  }

  streamHexLog(ref: SessionRef): AsyncIterable<Uint8Array> {
    return streamHexLog(ref, sessionPaths(this.#root, ref))
  }

  async discard(ref: SessionRef): Promise<void> {
    this.#tiles.forget(ref.id)
    const trash = trashPath(this.#root, ref.id)
    await mkdir(dirname(trash), { recursive: true, mode: 0o700 })
    // Else it never had files, or they were discarded before.
    await renameIfThere(sessionPaths(this.#root, ref).folder, trash)
  }

  async restore(ref: SessionRef): Promise<void> {
    await renameIfThere(trashPath(this.#root, ref.id), sessionPaths(this.#root, ref).folder)
  }

  async purge(id: SessionId): Promise<void> {
    await rm(trashPath(this.#root, id), { recursive: true, force: true })
  }

  /** Where a page begins: at a record, at the frame that holds a byte, or at the first event at a moment. */
  async #firstOf(index: IndexReader, records: number, query: FrameQuery): Promise<number> {
    const { direction = 'upstream', offset, timeNs } = query
    if (offset !== undefined) {
      return firstRecord(index, records, (record) => positionAfter(record, direction) > offset)
    }
    if (timeNs !== undefined) return firstRecord(index, records, (record) => record.readNs >= timeNs)
    return query.from ?? 0
  }

  async #withIndex<T>(ref: SessionRef, missing: T, read: (index: IndexReader) => Promise<T>): Promise<T> {
    const index = await IndexReader.open(sessionPaths(this.#root, ref).index)
    if (!index) return missing
    try {
      return await read(index)
    } finally {
      await index.close()
    }
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
