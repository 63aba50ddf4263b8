import type { Direction } from '@tcpscope/shared/base'
import type { SearchLine } from '@tcpscope/shared/api'
import type { SessionRef } from './capturePort.ts'

/** What is looked for, as a person wrote it. */
export interface PatternText {
  readonly kind: 'text' | 'hex' | 'regexp'
  readonly source: string
  readonly ignoreCase: boolean
}

/** A pattern that cannot be read. The message is a sentence for people. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
  /** Where in the pattern, in UTF-16 units; its length: at the end. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** There are as many searches as there may be. */
export class TooManySearches extends Error {
  override readonly name = 'TooManySearches'
}

/** A session to be searched. */
export interface SearchTarget {
  readonly ref: SessionRef
  readonly live: boolean
  /** Whether its frame index must be asked which bytes are recorded: it is live, or bytes of it are missing. */
  readonly gaps: boolean
  /** In this order; matches begin at `from` or behind it. */
  readonly parts: readonly { readonly direction: Direction; readonly from: number }[]
}

/** Where to search: sessions in batches, fetched when they are wanted. */
export interface SearchScope {
  readonly totalSessions: number
  /** Null: not known. */
  readonly totalBytes: number | null
  readonly targets: AsyncIterable<readonly SearchTarget[]>
}

/** As much of an AbortSignal as is needed here: this room has no Node. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options: { once: boolean }): void
}

export interface SearchRequest {
  readonly pattern: PatternText
  /** Matches, at least 1. */
  readonly limit: number
  /** Matches in one session, at least 1: with so many the search goes on with the next one. Infinity: all. */
  readonly perSession: number
  /** ms, from the moment when it is its turn. */
  readonly timeLimitMs: number
  readonly scope: SearchScope
  /** Ends the search at once, waiting or running. */
  readonly signal: CancelSignal
}

/** Searches the recorded bytes of sessions, away from every thread that serves anybody. */
export interface SearchPort {
  /**
   * Takes a place in the queue.
   * @returns batches of lines; the next is made when it is asked for, and the last line of the last one is the end line
   * @throws PatternError, TooManySearches
   */
  search(request: SearchRequest): Promise<AsyncIterable<readonly SearchLine[]>>
}
