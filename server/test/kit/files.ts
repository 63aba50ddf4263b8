import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Direction, SessionId } from '@tcpscope/shared/base'
import {
  type IndexRecord,
  type LogNames,
  type SessionFacts,
  decodeIndexHeader,
  decodeRecords,
  indexHeaderSize,
  logNames,
} from '@tcpscope/shared/capture'
import { until } from './until.ts'

/** What stands on disk of one session: what a person finds who opens its folder. */
export interface SessionFiles {
  readonly folder: string
  readonly facts: SessionFacts
  readonly names: LogNames
  readonly records: IndexRecord[]
  readonly bytes: Readonly<Record<Direction, Buffer>>
  /** The hex log's file; null when there is none. */
  readonly hex: Buffer | null
}

/** Reads a session's folder, found by its id alone. */
export async function readSessionFiles(dataDir: string, id: SessionId): Promise<SessionFiles> {
  const all = await readdir(join(dataDir, 'sessions'), { recursive: true })
  const place = all.find((path) => path.endsWith(id))
  if (place === undefined) throw new Error(`no folder of session ${id} below ${dataDir}`)
  const folder = join(dataDir, 'sessions', place)
  const index = await readFile(join(folder, 'frames.idx'))
  const facts = decodeIndexHeader(index)
  const names = logNames(facts)
  return {
    folder,
    facts,
    names,
    records: decodeRecords(index.subarray(indexHeaderSize(index))),
    bytes: {
      upstream: await readLog(join(folder, names.upstream)),
      downstream: await readLog(join(folder, names.downstream)),
    },
    hex: await readFile(join(folder, names.hex)).catch(() => null),
  }
}

/** On a disk without room an empty log cannot be made: none is as good. */
function readLog(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
}

/** The same of an ended session, once the last line of its hex log and the times of its text are written. */
export function finishedSessionFiles(dataDir: string, id: SessionId): Promise<SessionFiles> {
  return until('the hex log to be finished', async () => {
    const files = await readSessionFiles(dataDir, id)
    const stamped = files.records.every((record) => record.kind !== 'frame' || record.textNs !== 0)
    return (
      stamped &&
      /(Finished at|Interrupted, last seen at) .*\n$/.test(String(files.hex?.subarray(-200))) &&
      files
    )
  })
}
