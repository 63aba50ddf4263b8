import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { uuidv7 } from 'uuidv7'
import { dayStamp, type Direction, type ListenerId, nanos, type SessionId } from '@tcpscope/shared/base'
import {
  closeCauseCode,
  closedByCode,
  encodeIndexHeader,
  encodeRecord,
  type IndexRecord,
  type MarkCode,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'
import { openDataDir } from '../src/capture/dataDir.ts'
import { recoverSessions } from '../src/capture/recovery.ts'
import { sessionPaths } from '../src/capture/sessionPaths.ts'
import { Catalog } from '../src/catalog/catalog.ts'
import { numberedRows } from '../test/kit/numberedRows.ts'

/** Bytes of each place of a binary log that is written; between them the file is sparse and reads as zeros. */
const ISLAND = 64 * 1024
/** Frames encoded at a time. */
const BLOCK_FRAMES = 16_384

export interface LargeSession {
  /** Bytes from the target to the client. */
  readonly bytes: number
  /** Bytes of each of their frames (the last may be shorter): few large ones or millions of small ones. */
  readonly frameBytes: number
  /** Each of them is the answer to so many bytes of the client. */
  readonly askBytes?: number
  /** How long it took, ms. */
  readonly durationMs?: number
  /** The answer of this number (from 0) could not be recorded: a gap is in its place. */
  readonly gapAt?: number
}

/** Where `numberedRows` are written in a log of so many bytes: at the first, the middle and the last. */
export function islands(bytes: number): { readonly offset: number; readonly length: number }[] {
  if (bytes <= 3 * ISLAND) return [{ offset: 0, length: bytes }]
  const middle = Math.floor(bytes / 2 / 16) * 16
  return [0, middle, bytes - ISLAND].map((offset) => ({ offset, length: ISLAND }))
}

/**
 * Puts an ended session of any size into a data directory, within a moment: its folder as the recorder lays it out, with
 * sparse binary logs and a whole frame index, and the row that recovery makes of them. The directory must not be in use.
 * @param path of the data directory, made where it is missing
 * @returns id of the session
 */
export async function addLargeSession(path: string, session: LargeSession): Promise<SessionId> {
  const dir = openDataDir(path)
  try {
    const facts = factsOf(session)
    writeFiles(dir.sessions, facts, session)
    const catalog = await Catalog.open(dir.catalog)
    const day = dayStamp(facts.startedAtMs, facts.utcOffsetMin)
    // It reads the whole index, as after a crash, and trims what does not fit together.
    const found = recoverSessions(dir.sessions, [{ day, id: facts.id }], (error) => {
      throw error
    })
    await catalog.adopt(found)
    if (!(await catalog.close()) || found[0]?.downstreamBytes !== session.bytes) {
      throw new Error(`the session could not be made in ${path}`)
    }
    return facts.id
  } finally {
    dir.release()
  }
}

const DURATION_MS = 3_600_000
const ASK_BYTES = 16

function factsOf({ durationMs = DURATION_MS }: LargeSession): SessionFacts {
  return {
    id: uuidv7() as SessionId,
    listenerId: uuidv7() as ListenerId,
    number: 1,
    startedAtMs: Date.now() - durationMs - 60_000,
    utcOffsetMin: 0,
    client: { host: '127.0.0.1', port: 50_000 },
    target: { host: 'large.example.test', port: 8080 },
    local: { host: '127.0.0.1', port: 50_001 },
    remote: { host: '10.0.0.1', port: 8080 },
    dialError: null,
    hexLog: 'on-demand',
  }
}

function writeFiles(root: string, facts: SessionFacts, session: LargeSession): void {
  const { bytes, frameBytes, askBytes = ASK_BYTES, durationMs = DURATION_MS, gapAt } = session
  const paths = sessionPaths(root, facts)
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 })
  const frames = Math.ceil(bytes / frameBytes)
  writeSparse(paths.upstream, frames * askBytes)
  writeSparse(paths.downstream, bytes)

  const index = new IndexFile(paths.index, facts)
  const turnNs = (durationMs * 1e6) / (frames + 1)
  index.mark('downstream', 'connected', 0, turnNs / 4)
  for (let i = 0; i < frames; i++) {
    const at = turnNs * (i + 0.5)
    index.frame('upstream', askBytes, at)
    const length = Math.min(frameBytes, bytes - i * frameBytes)
    if (i === gapAt) index.gap('downstream', length, at + turnNs / 4)
    // The answer takes a third of the turn to get to the client.
    else index.frame('downstream', length, at + turnNs / 4, turnNs / 3)
  }
  index.mark('upstream', 'ended', 0, durationMs * 1e6 - turnNs / 4)
  index.mark('upstream', 'closed', closeCauseCode('fin') * 4 + closedByCode('client'), durationMs * 1e6)
  index.close()
}

function writeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    ftruncateSync(file, bytes)
    for (const { offset, length } of islands(bytes))
      writeSync(file, numberedRows(offset, length), 0, length, offset)
  } finally {
    closeSync(file)
  }
}

/** A frame index that is written in one go. */
class IndexFile {
  readonly #file: number
  readonly #block = new DataView(new ArrayBuffer(BLOCK_FRAMES * RECORD_SIZE))
  #filled = 0
  readonly #frames: Record<Direction, number> = { upstream: 0, downstream: 0 }
  readonly #bytes: Record<Direction, number> = { upstream: 0, downstream: 0 }

  constructor(path: string, facts: SessionFacts) {
    this.#file = openSync(path, 'wx', 0o600)
    writeSync(this.#file, encodeIndexHeader(facts))
  }

  /** @param takenNs what the peer's socket needed for it */
  frame(direction: Direction, length: number, atNs: number, takenNs = 0): void {
    const readNs = nanos(Math.floor(atNs))
    const taken = nanos(Math.floor(atNs + takenNs) + 1)
    const none = nanos(0)
    this.#add({
      kind: 'frame',
      atOnce: takenNs === 0,
      detail: 0,
      length,
      readNs,
      takenNs: taken,
      loggedNs: taken,
      textNs: none,
      ...this.#place(direction),
    })
    this.#frames[direction]++
    this.#bytes[direction] += length
  }

  mark(direction: Direction, code: MarkCode, detail: number, atNs: number, length = 0): void {
    const readNs = nanos(Math.floor(atNs))
    this.#add({ kind: 'mark', code, detail, length, readNs, ...this.#place(direction) })
  }

  gap(direction: Direction, length: number, atNs: number): void {
    this.mark(direction, 'gap', 0, atNs, length)
    this.#bytes[direction] += length
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #place(direction: Direction) {
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    return {
      direction,
      number: this.#frames[direction],
      otherNumber: this.#frames[other],
      offset: this.#bytes[direction],
      otherOffset: this.#bytes[other],
    }
  }

  #add(record: IndexRecord): void {
    encodeRecord(this.#block, this.#filled, record)
    this.#filled += RECORD_SIZE
    if (this.#filled === this.#block.byteLength) this.#flush()
  }

  #flush(): void {
    writeSync(this.#file, new Uint8Array(this.#block.buffer, 0, this.#filled))
    this.#filled = 0
  }
}
