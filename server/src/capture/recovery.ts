import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Direction, DIRECTIONS, nanos, type SessionId } from '@tcpscope/shared/base'
import type { SessionMark } from '@tcpscope/shared/api'
import {
  closeCauseCode,
  closeCauseOf,
  closedByCode,
  closedByOf,
  decodeIndexHeader,
  decodeRecord,
  encodeRecord,
  type Frame,
  INDEX_NAME,
  INDEX_PREFIX,
  indexHeaderSize,
  type IndexRecord,
  type Mark,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import { MAX_STORED_MARKS, type RecoveredSession } from '../core/catalogPort.ts'
import { closeText } from '../core/closeText.ts'
import { sessionPaths } from './sessionPaths.ts'

/** Bytes that reached a log but not the index come back as frames of at most this many. */
const RECOVERED_FRAME = 64 * 1024
const BLOCK_RECORDS = 4096

/** Where a session's folder is: its day and its id. */
export interface FolderRef {
  readonly day: string
  readonly id: SessionId
}

/**
 * Puts in order what a crash left in some session folders: trims a torn last record, gives bytes that reached a binary
 * log but not the index their frames, and marks the session interrupted. Doing it twice changes nothing more.
 * Not for sessions that are being recorded.
 * @param root the folder of all sessions
 * @param onError told of folders that cannot be read
 * @returns what is found there now; nothing of folders without an index that can be read
 */
export function recoverSessions(
  root: string,
  folders: Iterable<FolderRef>,
  onError: (error: Error) => void,
): RecoveredSession[] {
  const recovered: RecoveredSession[] = []
  for (const { day, id } of folders) {
    try {
      const session = recoverSession(root, id, join(root, day, id, INDEX_NAME))
      if (session) recovered.push(session)
    } catch (error) {
      // One folder that cannot be read must not keep all others from being seen.
      onError(new Error(`session ${id} cannot be recovered`, { cause: error }))
    }
  }
  return recovered
}

/** Undefined when there is no index that can be read: then no byte was recorded either. */
function recoverSession(root: string, id: SessionId, indexPath: string): RecoveredSession | undefined {
  if (!existsSync(indexPath)) return undefined
  const file = openSync(indexPath, 'r+')
  try {
    const opened = readHeader(file)
    // A header that names another session was copied here: its facts would lead to that one's files.
    if (!opened || opened.facts.id !== id) return undefined
    const { facts, headerSize } = opened
    const paths = sessionPaths(root, facts)
    const sizes = { upstream: sizeOf(paths.upstream), downstream: sizeOf(paths.downstream) }
    const tally = new Tally()
    let count = 0
    for (const record of readRecords(file, headerSize)) {
      // After a power cut an index can be ahead of the bytes; what it says of them is then not true.
      if (record.kind === 'frame' && record.offset + record.length > sizes[record.direction]) break
      tally.add(record)
      count++
    }
    ftruncateSync(file, headerSize + count * RECORD_SIZE)
    const append = (record: IndexRecord): void => {
      const bytes = new Uint8Array(RECORD_SIZE)
      encodeRecord(new DataView(bytes.buffer), 0, record)
      writeSync(file, bytes, 0, RECORD_SIZE, headerSize + count * RECORD_SIZE)
      tally.add(record)
      count++
    }
    if (!tally.closed) {
      for (const direction of DIRECTIONS) {
        while (tally.bytes[direction] < sizes[direction])
          append(tally.missingFrame(direction, sizes[direction]))
      }
      append(tally.interrupted())
    }
    return tally.session(facts, count)
  } finally {
    closeSync(file)
  }
}

function readHeader(file: number): { facts: SessionFacts; headerSize: number } | undefined {
  try {
    const prefix = new Uint8Array(INDEX_PREFIX)
    readSync(file, prefix, 0, prefix.length, 0)
    const headerSize = indexHeaderSize(prefix)
    const header = new Uint8Array(headerSize)
    readSync(file, header, 0, headerSize, 0)
    return { facts: decodeIndexHeader(header), headerSize }
  } catch {
    // The process died within the very first write of the session.
    return undefined
  }
}

/** All whole records up to the first that makes no sense. */
function* readRecords(file: number, headerSize: number): Generator<IndexRecord> {
  const block = new Uint8Array(BLOCK_RECORDS * RECORD_SIZE)
  const view = new DataView(block.buffer)
  for (let position = headerSize; ; position += block.length) {
    const length = readSync(file, block, 0, block.length, position)
    for (let at = 0; at + RECORD_SIZE <= length; at += RECORD_SIZE) {
      const record = decodeRecord(view, at)
      if (!record) return
      yield record
    }
    if (length < block.length) return
  }
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0
}

/** Adds up the records of one session. */
class Tally {
  readonly bytes: Record<Direction, number> = { upstream: 0, downstream: 0 }
  readonly #frames: Record<Direction, number> = { upstream: 0, downstream: 0 }
  readonly #marks: SessionMark[] = []
  #gapBytes = 0
  #last = 0
  closed: Mark | null = null

  add(record: IndexRecord): void {
    const { direction } = record
    this.#last = Math.max(this.#last, record.readNs)
    if (record.kind === 'frame') {
      this.#last = Math.max(this.#last, record.takenNs)
      this.bytes[direction] = record.offset + record.length
      this.#frames[direction] = record.number + 1
      return
    }
    if (record.code === 'closed') this.closed = record
    if (record.code === 'gap') {
      this.#gapBytes += record.length
      this.bytes[direction] = Math.max(this.bytes[direction], record.offset + record.length)
    }
    if (this.#marks.length < MAX_STORED_MARKS) {
      const { code, readNs, offset, length } = record
      this.#marks.push({ code, direction, timeNs: readNs, offset, length })
    }
  }

  /** A frame for bytes that are in the log and that no record speaks of. */
  missingFrame(direction: Direction, size: number): Frame {
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    const offset = this.bytes[direction]
    return {
      kind: 'frame',
      direction,
      atOnce: false,
      detail: 0,
      length: Math.min(RECOVERED_FRAME, size - offset),
      number: this.#frames[direction],
      otherNumber: this.#frames[other],
      offset,
      otherOffset: this.bytes[other],
      readNs: nanos(this.#last + 1),
      takenNs: nanos(0),
      loggedNs: nanos(this.#last + 1),
      textNs: nanos(0),
    }
  }

  interrupted(): Mark {
    return {
      kind: 'mark',
      direction: 'upstream',
      code: 'closed',
      detail: closeCauseCode('interrupted') * 4 + closedByCode('tcpscope'),
      length: 0,
      number: this.#frames.upstream,
      otherNumber: this.#frames.downstream,
      offset: this.bytes.upstream,
      otherOffset: this.bytes.downstream,
      readNs: nanos(this.#last + 1),
    }
  }

  session(facts: SessionFacts, records: number): RecoveredSession {
    const detail = this.closed?.detail ?? 0
    const reason = { cause: closeCauseOf(detail >> 2), by: closedByOf(detail & 3), code: null }
    const reached = facts.remote !== null
    return {
      facts,
      state: reason.cause === 'interrupted' ? 'interrupted' : reached ? 'closed' : 'failed',
      durationNs: this.#last,
      upstreamBytes: this.bytes.upstream,
      downstreamBytes: this.bytes.downstream,
      upstreamFrames: this.#frames.upstream,
      downstreamFrames: this.#frames.downstream,
      records,
      gapBytes: this.#gapBytes,
      close: { ...reason, text: closeText(reason, facts.dialError) },
      marks: this.#marks,
    }
  }
}
