import type { CapturePort } from '../core/capturePort.ts'
import type { ArchivedLog, LogSource } from '../core/downloadPort.ts'
import { zipStream } from './logZip.ts'

/** What is to be made; plain data. */
export type Download =
  | { readonly kind: 'hex'; readonly source: LogSource }
  | { readonly kind: 'zip'; readonly logs: readonly ArchivedLog[] }

type Files = Pick<CapturePort, 'streamBytes' | 'streamHexLog'>

/** Characters of the hex log a payload byte, at most (frames of one byte aside). */
const HEX_GROWTH = 80

/** Makes it here, in this process, as it is read. */
export function makeDownload(files: Files, download: Download): AsyncIterable<Uint8Array> {
  if (download.kind === 'hex') return open(files, download.source)
  return zipStream(
    download.logs.map((source) => ({
      name: source.name,
      modified: new Date(source.modifiedMs),
      sizeHint: source.bytes * (source.log === 'hex' ? HEX_GROWTH : 1),
      open: () => open(files, source),
    })),
  )
}

function open(files: Files, { ref, log, bytes }: LogSource): AsyncIterable<Uint8Array> {
  return log === 'hex' ? files.streamHexLog(ref) : files.streamBytes(ref, log, 0, bytes)
}

/** Recorded bytes that have to be read for it. */
export function effort(download: Download): number {
  return download.kind === 'hex'
    ? download.source.bytes
    : download.logs.reduce((sum, { bytes }) => sum + bytes, 0)
}
