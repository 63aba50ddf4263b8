import { RECORD_SIZE, RECORD_TAKEN_AT, RECORD_TEXT_AT } from '@tcpscope/shared/capture'

/** Records that are watched for times to come; beyond this many the oldest are given up. */
export const MAX_PENDING = 2_048
/** Records read at once, and reads a call. */
const BLOCK = 1_024
const READS = 4

/** Which times of a record are not known yet. */
interface Missing {
  taken: boolean
  text: boolean
}

/** Consecutive records as raw index bytes. */
export interface RecordRun {
  readonly from: number
  readonly payload: Uint8Array
}

/**
 * Remembers which of the records that were pushed lacked the time when the peer took them or when their text was
 * written, and finds them again once these are known.
 */
export class LookBack {
  readonly #pending = new Map<number, Missing>()
  readonly #withText: boolean
  /** Where the next search begins: the pending ones take turns. */
  #next = 0

  /** @param withText whether the session's text is written at all */
  constructor(withText: boolean) {
    this.#withText = withText
  }

  get size(): number {
    return this.#pending.size
  }

  clear(): void {
    this.#pending.clear()
  }

  /** Raw records that are being pushed, from record `from` on. */
  note(from: number, bytes: Uint8Array): void {
    this.#each(from, bytes, (record, missing) => {
      if (missing.taken || missing.text) this.#pending.set(record, missing)
      else this.#pending.delete(record)
    })
    for (const record of this.#pending.keys()) {
      if (this.#pending.size <= MAX_PENDING) break
      this.#pending.delete(record)
    }
  }

  /** Runs of records of which more is known now than when they were pushed. */
  async find(read: (from: number, count: number) => Promise<Uint8Array>): Promise<RecordRun[]> {
    const runs: RecordRun[] = []
    const waiting = [...this.#pending.keys()].toSorted((a, b) => a - b)
    const order = [...waiting.filter((n) => n >= this.#next), ...waiting.filter((n) => n < this.#next)]
    for (let reads = 0; reads < READS && order.length > 0; reads++) {
      const from = order[0]!
      const within = order.filter((n) => n >= from && n < from + BLOCK)
      const bytes = await read(from, within.at(-1)! - from + 1)
      this.#collect(from, bytes, runs)
      order.splice(0, within.length)
      this.#next = within.at(-1)! + 1
    }
    return runs
  }

  #collect(from: number, bytes: Uint8Array, runs: RecordRun[]): void {
    let start = -1
    const total = Math.floor(bytes.byteLength / RECORD_SIZE)
    const end = (until: number) => {
      if (start >= 0) {
        runs.push({
          from: from + start,
          payload: bytes.subarray(start * RECORD_SIZE, until * RECORD_SIZE),
        })
      }
      start = -1
    }
    this.#each(from, bytes, (record, missing) => {
      const before = this.#pending.get(record)
      const news = before && (before.taken !== missing.taken || before.text !== missing.text)
      if (!news) return end(record - from)
      if (start < 0) start = record - from
      if (missing.taken || missing.text) this.#pending.set(record, missing)
      else this.#pending.delete(record)
    })
    end(total)
  }

  #each(from: number, bytes: Uint8Array, visit: (record: number, missing: Missing) => void): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const isZero = (at: number) => view.getUint32(at, true) === 0 && view.getUint32(at + 4, true) === 0
    for (let at = 0; at + RECORD_SIZE <= bytes.byteLength; at += RECORD_SIZE) {
      const isFrame = view.getUint8(at) === 1
      visit(from + at / RECORD_SIZE, {
        taken: isFrame && isZero(at + RECORD_TAKEN_AT),
        text: isFrame && this.#withText && isZero(at + RECORD_TEXT_AT),
      })
    }
  }
}
