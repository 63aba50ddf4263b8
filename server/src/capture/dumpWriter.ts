import type { DumpBatch, DumpJob } from './dumps.ts'
import { DUMP_SLICE, HexEncoder, TEXT_BLOCK } from './hexEncoder.ts'
import { type LogFile, OpenFiles } from './openFiles.ts'
import { sessionPaths } from './sessionPaths.ts'

/** Files of a session that are needed for its text, and one to spare. */
const FILES = 4

/** Writes dumps that the hex logger has handed out, by blocking calls. Keeps no file open between two batches. */
export class DumpWriter {
  readonly #root: string
  readonly #files = new OpenFiles(FILES)
  readonly #encoder = new HexEncoder()
  /** Bytes of the encoder's text that are not written yet, and where in the file they belong. */
  #at = 0
  #position = 0

  /** @param root the folder of all sessions */
  constructor(root: string) {
    this.#root = root
  }

  /** Returns whether all is in the file: the disk may be full, the session deleted, its binary log cut short. */
  write({ session, jobs }: DumpBatch): boolean {
    const paths = sessionPaths(this.#root, session)
    const hex = this.#files.file(paths, 'hex')
    const binary = {
      upstream: this.#files.file(paths, 'upstream'),
      downstream: this.#files.file(paths, 'downstream'),
    }
    this.#at = 0
    try {
      for (const job of jobs) if (!this.#append(hex, binary[job.direction], job)) return false
      this.#flush(hex)
      return true
    } catch (error) {
      // Anything else is a mistake of ours, and nobody may overlook it.
      if (!(error instanceof Error && 'syscall' in error)) throw error
      return false
    } finally {
      for (const file of [hex, binary.upstream, binary.downstream]) this.#files.close(file)
    }
  }

  /** Returns whether the frame's bytes are there. */
  #append(hex: LogFile, binary: LogFile, { position, head, direction, offset, length }: DumpJob): boolean {
    const follows = this.#position + this.#at === position
    if (!follows || this.#at + head.length > TEXT_BLOCK) {
      this.#flush(hex)
      this.#position = position
    }
    this.#encoder.text.set(head, this.#at)
    this.#at += head.length
    for (let done = 0; done < length; done += DUMP_SLICE) {
      if (this.#at >= TEXT_BLOCK) this.#flush(hex)
      const part = Math.min(DUMP_SLICE, length - done)
      const slice = this.#encoder.windows[direction].subarray(0, part)
      if (this.#files.read(binary, slice, offset + done) < part) return false
      this.#at = this.#encoder.dump(slice, part, this.#at, done)
    }
    return true
  }

  #flush(hex: LogFile): void {
    if (this.#at === 0) return
    const { bytes, error } = this.#files.write(
      hex,
      [this.#encoder.text.subarray(0, this.#at)],
      this.#position,
    )
    if (error) throw error
    this.#position += bytes
    this.#at = 0
  }
}
