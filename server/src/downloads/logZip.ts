import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export interface ZipEntry {
  readonly name: string
  readonly modified: Date
  /** Bytes at most, as far as that can be told before reading. */
  readonly sizeHint: number
  /** Begins to read; called when the entry's turn comes. */
  open(): AsyncIterable<Uint8Array>
}

/** Above this an entry is written in the zip64 form from its header on; a little less than 4 GiB. */
const ZIP64_FROM = 0xf000_0000

/**
 * A zip archive as a stream, one entry read after the other, nothing held in memory. Destroying it ends the
 * reading of the entry that is on.
 */
export function zipStream(entries: readonly ZipEntry[]): Readable {
  const zip = new ZipFile()
  // Typed as the old stream interface; it is a PassThrough.
  const output = zip.outputStream as Readable
  let reading: Readable | undefined
  for (const entry of entries) {
    const options = {
      mtime: entry.modified,
      mode: 0o100644,
      // Level 1: dumps shrink well at once, and the disk is rarely the slow part.
      compressionLevel: 1,
      forceZip64Format: entry.sizeHint >= ZIP64_FROM,
    }
    zip.addReadStreamLazy(entry.name, options, (callback) => {
      if (output.destroyed) return
      reading = Readable.from(entry.open(), { objectMode: false })
      // yazl listens to no errors of its sources.
      reading.on('error', (error) => output.destroy(error))
      callback(null, reading)
    })
  }
  zip.on('error', (error: Error) => output.destroy(error))
  output.on('close', () => reading?.destroy())
  zip.end()
  return output
}
