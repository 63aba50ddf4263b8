import { assertNever } from '@tcpscope/shared/base'
import type { CapturePort } from '../core/capturePort.ts'
import type { ArchivedLog, LogSource, TraceSource } from '../core/downloadPort.ts'
import { zipStream } from './logZip.ts'

/** What is to be made; plain data. */
export type Download =
  | { readonly kind: 'hex'; readonly source: LogSource }
  | { readonly kind: 'trace'; readonly source: TraceSource }
  | { readonly kind: 'zip'; readonly logs: readonly ArchivedLog[] }

type Files = Pick<CapturePort, 'streamBytes' | 'streamHexLog' | 'streamTrace'>

/** Characters of the hex log a payload byte, at most (frames of one byte aside). */
const HEX_GROWTH = 80
/**
 * Recorded bytes that a record of a trace counts for. It becomes some 750 bytes of JSON in 20 µs: 4,096 of them take
 * about as long as a process takes to start.
 */
const RECORD_EFFORT = 256

/** Makes it here, in this process, as it is read. */
export function makeDownload(files: Files, download: Download): AsyncIterable<Uint8Array> {
  switch (download.kind) {
    case 'hex':
      return open(files, download.source)
    case 'trace':
      return files.streamTrace(download.source.ref, download.source.title)
    case 'zip':
      return zipStream(
        download.logs.map((source) => ({
          name: source.name,
          modified: new Date(source.modifiedMs),
          sizeHint: source.bytes * (source.log === 'hex' ? HEX_GROWTH : 1),
          open: () => open(files, source),
        })),
      )
    default:
      return assertNever(download)
  }
}

function open(files: Files, { ref, log, bytes }: LogSource): AsyncIterable<Uint8Array> {
  return log === 'hex' ? files.streamHexLog(ref) : files.streamBytes(ref, log, 0, bytes)
}

/** What it takes to make: recorded bytes that are made into text or compressed, or what takes as long. */
export function effort(download: Download): number {
  switch (download.kind) {
    case 'hex':
      return download.source.bytes
    case 'trace':
      return download.source.records * RECORD_EFFORT
    case 'zip':
      return download.logs.reduce((sum, { bytes }) => sum + bytes, 0)
    default:
      return assertNever(download)
  }
}
