import { assert, type Nanos } from '@tcpscope/shared/base'
import {
  patchTime,
  readTimeAt,
  RECORD_SIZE,
  RECORD_TEXT_AT,
  takenTimeAt,
  textTimeAt,
} from '@tcpscope/shared/capture'
import type { Follow } from './follow.ts'
import type { OpenFiles } from './openFiles.ts'

const BLOCK_RECORDS = 1024

/** Writes textNs into the records of a frame index whose text is in the hex log, and counts what that is. */
export class TextStamps {
  readonly #files: OpenFiles
  readonly #nowNs: () => number
  readonly #records = new Uint8Array(BLOCK_RECORDS * RECORD_SIZE)

  /** @param nowNs the engine's clock */
  constructor(files: OpenFiles, nowNs: () => number) {
    this.#files = files
    this.#nowNs = nowNs
  }

  /** @throws Error when the index cannot be read any more */
  stamp(follow: Follow): void {
    const records = Math.min(follow.handedOver, follow.handedOut.from)
    const now = (Math.floor(this.#nowNs()) - follow.startNs) as Nanos
    while (follow.stamped < records) {
      const count = Math.min(records - follow.stamped, BLOCK_RECORDS)
      this.#stampBlock(follow, this.#records.subarray(0, count * RECORD_SIZE), now)
      follow.stamped += count
    }
  }

  #stampBlock(follow: Follow, block: Uint8Array, now: Nanos): void {
    const position = follow.headerSize + follow.stamped * RECORD_SIZE
    assert(this.#files.read(follow.index, block, position) === block.length, 'the frame index became shorter')
    const view = new DataView(block.buffer, 0, block.length)
    follow.untilNs = readTimeAt(view, block.length - RECORD_SIZE)
    let from = 0
    for (let at = 0; at < block.length; at += RECORD_SIZE) {
      // Rendered again, a frame keeps the moment at which its text was first there.
      if (textTimeAt(view, at) === 0) patchTime(view, at, RECORD_TEXT_AT, now)
      if (block[at] !== 1) continue
      follow.rendered += view.getUint32(at + 4, true)
      if (takenTimeAt(view, at) !== 0) continue
      // The recorder will still write into this record when the peer takes the frame: touch nothing but our field.
      this.#files.write(follow.index, [block.subarray(from, at)], position + from)
      this.#files.write(
        follow.index,
        [block.subarray(at + RECORD_TEXT_AT, at + RECORD_SIZE)],
        position + at + RECORD_TEXT_AT,
      )
      from = at + RECORD_SIZE
    }
    this.#files.write(follow.index, [block.subarray(from)], position + from)
  }
}
