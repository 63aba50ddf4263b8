import type { Direction } from '@tcpscope/shared/base'
import type { SessionRef } from './capturePort.ts'

/** One log of one session, as it is when its turn comes. Plain data: it goes to another process. */
export interface LogSource {
  readonly ref: SessionRef
  readonly log: Direction | 'hex'
  /** Recorded bytes that it is made of; a binary log is read up to here. */
  readonly bytes: number
}

/** A log as a file of an archive. */
export interface ArchivedLog extends LogSource {
  readonly name: string
  /** ms since 1970. */
  readonly modifiedMs: number
}

/** The lanes of one session as a trace. Plain data, too. */
export interface TraceSource {
  readonly ref: SessionRef
  /** How viewers name it. */
  readonly title: string
  /** Records that its frame index has, as far as that can be told before reading. */
  readonly records: number
}

/**
 * What takes long to make and is taken home by somebody: it is made in the background, after everybody else. The streams
 * are made as they are read; who stops reading ends them. They fail when they cannot be made to their end.
 */
export interface DownloadPort {
  /** The hex log of a session as of now. One that is written is read as it lies there. */
  hexLog(source: LogSource): AsyncIterable<Uint8Array>
  /** The trace of a session as of now. */
  trace(source: TraceSource): AsyncIterable<Uint8Array>
  /** A zip archive, one file after the other. */
  zip(logs: readonly ArchivedLog[]): AsyncIterable<Uint8Array>
}
