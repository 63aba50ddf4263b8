import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Direction, DIRECTIONS, formatAddress } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { decodeIndexHeader, decodeRecords, indexHeaderSize, logNames } from '@tcpscope/shared/capture'
import { difference } from '../../../test/kit/bytes.ts'
import type { SessionFiles } from '../../../test/kit/files.ts'
import { expectedHexLog } from '../../../test/kit/hexLog.ts'
import { type Rest, RestError } from '../../../test/kit/rest.ts'
import { until } from '../../../test/kit/until.ts'
import { unzip } from '../../../test/kit/zip.ts'
import { Stream } from '../stream.ts'
import type { EarlyHexLog, Ending } from '../talk.ts'
import { checkFrames } from './frames.ts'

/** A session that is over, and what its talk says must be in it. Plain data: it goes to another thread. */
export interface RecordingJob {
  readonly session: Session
  readonly folder: string
  /** Number of the talk: its bytes follow from that. */
  readonly talk: number
  readonly sent: Readonly<Record<Direction, number>>
  readonly received: Readonly<Record<Direction, number>>
  readonly ending: Ending
  readonly earlyHexLogs: readonly EarlyHexLog[]
  /** Hold the whole hex log against its definition, which is slow; else against its file alone. */
  readonly define: boolean
  /** Download the archive, too. */
  readonly zip: boolean
}

/**
 * Holds what is recorded of a session against what its two ends sent and got.
 * @returns what is wrong, in words
 */
export async function checkRecording(job: RecordingJob, api: Rest): Promise<string[]> {
  const { session, ending } = job
  const wrong: string[] = []
  const must = (holds: boolean, words: string): void => {
    if (!holds) wrong.push(words)
  }
  const { close } = session
  must(close !== null && ending.causes.includes(close.cause), `it ended by ${close?.cause} (${close?.text})`)
  must(close !== null && ending.by.includes(close.by), `it was ended by ${close?.by} (${close?.text})`)
  must(session.gapBytes === 0, `${session.gapBytes} bytes were not captured`)

  const files = await readFiles(job)
  const { facts, records, bytes, names } = files
  must(facts.id === session.id && facts.number === session.number, 'the facts are of another session')
  must(formatAddress(facts.client) === session.client, 'the facts have another client')
  must(
    records.length === session.records,
    `${records.length} records in the file, ${session.records} counted`,
  )
  for (const direction of DIRECTIONS) {
    const count = bytes[direction].length
    const [sent, received] = [job.sent[direction], job.received[direction]]
    const counted = direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
    must(counted === count, `${direction}: ${count} bytes in the file, ${counted} counted`)
    const different = new Stream(job.talk, direction).difference(0, bytes[direction])
    must(different === undefined, `WRONG BYTES recorded ${direction}: ${different}`)
    must(
      ending.complete ? sent === count && received === count : received <= count && count <= sent,
      `${direction}: sent ${sent}, recorded ${count}, received ${received}`,
    )
    const download = await api.download(session.id, direction)
    must(download.equals(bytes[direction]), `${direction}: the download is not the file`)
  }
  wrong.push(...checkFrames(files, session, ending.complete))
  const hex = await hexLog(job, files, api, must)
  if (!job.zip) return wrong

  const archive = unzip(await api.download(session.id, 'zip'))
  const wanted = new Map<string, Buffer>(DIRECTIONS.map((direction) => [names[direction], bytes[direction]]))
  if (hex) wanted.set(names.hex, hex)
  must(archive.size === wanted.size, `the archive has ${[...archive.keys()].join(', ')}`)
  for (const [name, content] of wanted)
    must(archive.get(name)?.equals(content) === true, `archive: ${name} differs`)
  return wrong
}

/** The hex log as it is downloaded, after comparing; null where there is to be none. */
async function hexLog(
  { session, earlyHexLogs, define }: RecordingJob,
  files: SessionFiles,
  api: Rest,
  must: (holds: boolean, words: string) => void,
): Promise<Buffer | null> {
  must(
    (files.hex !== null) === (session.hexLog === 'live'),
    `hexLog is ${session.hexLog}: the file is a surprise`,
  )
  if (session.hexLog === 'off') {
    const answer = await api.download(session.id, 'hex').catch((error: unknown) => error)
    must(answer instanceof RestError && answer.code === 'hex_log_off', 'a hex log that is off was given')
    return null
  }
  const hex = await api.download(session.id, 'hex')
  if (files.hex) {
    const different = difference(files.hex, hex)
    must(different === undefined, `the hex log's file is not its download: ${different}`)
  }
  if (define) {
    const different = difference(hex, Buffer.from(expectedHexLog(files.facts, files.records, files.bytes)))
    must(different === undefined, `the hex log is not its definition: ${different}`)
  }
  for (const { length, sha256 } of earlyHexLogs) {
    const head = createHash('sha256').update(hex.subarray(0, length)).digest('hex')
    must(
      length <= hex.length && head === sha256,
      `it does not begin with the ${length} bytes downloaded before`,
    )
  }
  return hex
}

/** All files of an ended session, once the last times are in the index and the last line in the hex log. */
async function readFiles({ session, folder }: RecordingJob): Promise<SessionFiles> {
  const read = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0)
      throw error
    })
  const { facts, records } = await until('the last times in the index', async () => {
    const index = await readFile(join(folder, 'frames.idx'))
    const records = decodeRecords(index.subarray(indexHeaderSize(index)))
    const stamped = records.every(
      (one) => one.kind !== 'frame' || one.textNs !== 0 || session.hexLog !== 'live',
    )
    return stamped && { facts: decodeIndexHeader(index), records }
  })
  const names = logNames(facts)
  const hex =
    session.hexLog === 'live'
      ? await until('the last line of the hex log', async () => {
          const text = await read(names.hex)
          return /\nFinished at .*\n$/.test(String(text.subarray(-200))) && text
        })
      : await readFile(join(folder, names.hex)).catch(() => null)
  const [upstream, downstream] = [await read(names.upstream), await read(names.downstream)]
  return { folder, facts, names, records, bytes: { upstream, downstream }, hex }
}
