import type { ByteRange } from '@tcpscope/shared/base'
import { LRUCache } from 'lru-cache'
import { Changes } from './changes.ts'
import { gapAt } from './gaps.ts'
import { WantedFetches } from './wantedFetches.ts'

/** Bytes of a page: a multiple of every row width, and one modest Range request. */
export const PAGE_BYTES = 65_536
/** Pages kept of one direction: 4 MiB. */
export const MAX_PAGES = 64

/** Reads bytes `[start, end)` of a stream, fewer when it ends earlier. @throws what went wrong, as an Error */
export type ByteSource = (start: number, end: number, signal: AbortSignal) => Promise<Uint8Array>

/** What is known of a range: its first bytes, and why the next one is not there. */
export interface Slice {
  /** From the start of the range up to the first unknown byte. Zeros inside gaps. */
  readonly bytes: Uint8Array
  readonly complete: boolean
  /** Why the first unknown byte could not be read, as a sentence; null while it is loading. */
  readonly error: string | null
}

/** One view's interest in the stream. */
export interface PageReader {
  /** Replaces what this view wants: missing pages are fetched, fetches that no view wants any more end. */
  want(ranges: readonly ByteRange[]): void
  close(): void
}

/** A block of the stream. */
interface Page {
  readonly bytes: Uint8Array
  /** What is known of it, counted from its start: in order, no two touch. More than one after a skipped tail. */
  known: readonly ByteRange[]
}

const NOTHING = new Uint8Array(0)

/**
 * The bytes of one direction of one session, as pages in an LRU of bounded size. Pages fill from the pushed
 * tail and from Range requests; the last page of a live stream grows.
 *
 *     live tail ─push→ pages ←fill─ source(start, end)
 *                        │ slice(start, end)
 *                      views ─want(ranges)→ which pages to fetch, which fetches to end
 */
export class PageCache {
  readonly #source: ByteSource
  readonly #pages = new LRUCache<number, Page>({ max: MAX_PAGES })
  readonly #fetches: WantedFetches<number, true>
  #gaps: readonly ByteRange[] = []
  #length = 0
  #untold = false

  /** Told whenever `slice` may answer something else. */
  readonly changes = new Changes()

  constructor(source: ByteSource) {
    this.#source = source
    this.#fetches = new WantedFetches(
      (number, _, signal) => {
        const missing = this.#missing(number)
        return missing && this.#fetch(missing, signal)
      },
      () => this.changes.emit(),
    )
  }

  /** Bytes of the stream that can be read now. */
  get length(): number {
    return this.#length
  }

  get gaps(): readonly ByteRange[] {
    return this.#gaps
  }

  /** The stream is at least this long; a stream never shrinks. */
  grow(length: number): void {
    if (length <= this.#length) return
    this.#length = length
    this.changes.emit()
  }

  setGaps(gaps: readonly ByteRange[]): void {
    if (gaps.length === this.#gaps.length && gaps.every((gap, i) => gap.end === this.#gaps[i]?.end)) return
    this.#gaps = gaps
    this.changes.emit()
  }

  /** Takes bytes that came over the live socket. Who draws them hears of it by `tell`. */
  push(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return
    // A busy tail must not push out what a view that is scrolled up looks at.
    for (const number of this.#fetches.wanted()) this.#pages.get(number)
    this.#fill(offset, bytes)
    this.#length = Math.max(this.#length, offset + bytes.length)
    this.#untold = true
  }

  /** Tells of what was pushed since the last time. */
  tell(): void {
    if (this.#untold) this.changes.emit()
    this.#untold = false
  }

  slice(start: number, end: number): Slice {
    const last = Math.max(start, Math.min(end, this.#length))
    const first = this.#known(start, last)
    if (first.length === last - start) return { bytes: first, complete: true, error: null }
    const bytes = new Uint8Array(last - start)
    bytes.set(first)
    let at = start + first.length
    let part = first
    for (;;) {
      const gap = gapAt(this.#gaps, at)
      // Inside a gap nothing needs to be read: nobody has these bytes.
      if (gap) at = Math.min(last, gap.end)
      if (at >= last) return { bytes, complete: true, error: null }
      part = this.#known(at, last)
      if (part.length === 0) break
      bytes.set(part, at - start)
      at += part.length
      if (at >= last) return { bytes, complete: true, error: null }
    }
    const error = this.#fetches.errorOf(Math.floor(at / PAGE_BYTES))
    return { bytes: bytes.subarray(0, at - start), complete: false, error }
  }

  /** A new view. It must be closed. */
  open(): PageReader {
    const reader = this.#fetches.open()
    return {
      want: (ranges) => reader.want(this.#pagesOf(ranges)),
      close: () => reader.close(),
    }
  }

  /** Tries the pages again that could not be read. */
  retry(): void {
    if (this.#fetches.retry()) this.changes.emit()
  }

  #pagesOf(ranges: readonly ByteRange[]): Map<number, true> {
    const pages = new Map<number, true>()
    for (const { start, end } of ranges) {
      const last = Math.min(end, this.#length)
      for (let page = Math.floor(start / PAGE_BYTES); page * PAGE_BYTES < last; page++) {
        // More than the cache can keep would push itself out again.
        if (pages.size >= MAX_PAGES / 2) return pages
        pages.set(page, true)
      }
    }
    return pages
  }

  /** The known bytes from `start` on, as a view into its page: maybe none. */
  #known(start: number, end: number): Uint8Array {
    const number = Math.floor(start / PAGE_BYTES)
    const page = this.#pages.get(number)
    const at = start - number * PAGE_BYTES
    const range = page?.known.find(({ start, end }) => at >= start && at < end)
    if (!page || !range) return NOTHING
    return page.bytes.subarray(at, Math.min(range.end, end - number * PAGE_BYTES))
  }

  /** The first part of a page that still has to be read, as stream offsets; undefined: none. */
  #missing(number: number): ByteRange | undefined {
    const base = number * PAGE_BYTES
    const known = this.#pages.get(number)?.known ?? []
    const last = Math.min(base + PAGE_BYTES, this.#length)
    for (let start = base, next = 0; start < last;) {
      const range = known[next]
      const end = Math.min(last, range ? base + range.start : last)
      if (start < end && !this.#inGap(start, end)) return { start, end }
      start = range ? base + range.end : last
      next++
    }
    return undefined
  }

  /** A gap covers all of it: there is nothing to read. */
  #inGap(start: number, end: number): boolean {
    const gap = gapAt(this.#gaps, start)
    return gap !== undefined && gap.end >= end
  }

  #fill(offset: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((offset + done) / PAGE_BYTES)
      const from = offset + done - number * PAGE_BYTES
      const count = Math.min(bytes.length - done, PAGE_BYTES - from)
      let page = this.#pages.get(number)
      if (!page) {
        page = { bytes: new Uint8Array(PAGE_BYTES), known: [] }
        this.#pages.set(number, page)
      }
      page.bytes.set(bytes.subarray(done, done + count), from)
      page.known = withRange(page.known, { start: from, end: from + count })
      done += count
    }
  }

  async #fetch({ start, end }: ByteRange, signal: AbortSignal): Promise<void> {
    const bytes = await this.#source(start, end, signal)
    if (signal.aborted) return
    if (bytes.length === 0) throw new Error('The server has fewer bytes than it announced.')
    this.#fill(start, bytes.subarray(0, end - start))
  }
}

/** Ranges in order of which no two touch, with one more. */
function withRange(ranges: readonly ByteRange[], { start, end }: ByteRange): ByteRange[] {
  const apart = ranges.filter((range) => range.end < start || range.start > end)
  const joined = ranges.filter((range) => range.end >= start && range.start <= end)
  const whole = {
    start: Math.min(start, ...joined.map((range) => range.start)),
    end: Math.max(end, ...joined.map((range) => range.end)),
  }
  return [...apart, whole].toSorted((a, b) => a.start - b.start)
}
