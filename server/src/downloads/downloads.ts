import type { CapturePort } from '../core/capturePort.ts'
import type { ArchivedLog, DownloadPort, LogSource, TraceSource } from '../core/downloadPort.ts'
import { runBeside } from '../threads/runBeside.ts'
import { type Download, effort, makeDownload } from './makeDownload.ts'
import { Turns } from './turns.ts'

export interface DownloadsOptions {
  readonly capture: Pick<CapturePort, 'streamBytes' | 'streamHexLog' | 'streamTrace' | 'isHexLogWritten'>
  /** The folder of all sessions. */
  readonly root: string
  /** Processes at once; more downloads wait. */
  readonly atOnce?: number
  /** What takes at most this much (`effort`) is made at once and here: a process would take longer to start. */
  readonly small?: number
}

/**
 * Text, traces and archives of large sessions are made by a process of the lowest priority, one a download: compressing and
 * rendering take all of a processor for as long as they last, partly on threads that a process cannot lower alone.
 */
export class Downloads implements DownloadPort {
  readonly #capture: DownloadsOptions['capture']
  readonly #root: string
  readonly #turns: Turns
  readonly #small: number

  constructor({ capture, root, atOnce = 2, small = 1024 * 1024 }: DownloadsOptions) {
    this.#capture = capture
    this.#root = root
    this.#turns = new Turns(atOnce)
    this.#small = small
  }

  async *hexLog(source: LogSource): AsyncGenerator<Uint8Array> {
    // Nothing is to be made of one that is written: that is reading a file.
    const written = await this.#capture.isHexLogWritten(source.ref)
    yield* written ? this.#capture.streamHexLog(source.ref) : this.#make({ kind: 'hex', source })
  }

  trace(source: TraceSource): AsyncIterable<Uint8Array> {
    return this.#make({ kind: 'trace', source })
  }

  zip(logs: readonly ArchivedLog[]): AsyncIterable<Uint8Array> {
    return this.#make({ kind: 'zip', logs })
  }

  #make(download: Download): AsyncIterable<Uint8Array> {
    return effort(download) <= this.#small
      ? makeDownload(this.#capture, download)
      : this.#makeBeside(download)
  }

  async *#makeBeside(download: Download): AsyncGenerator<Uint8Array> {
    const leave = await this.#turns.take()
    try {
      yield* runBeside(import.meta.url, 'downloadProcess', { root: this.#root, download })
    } finally {
      leave()
    }
  }
}
