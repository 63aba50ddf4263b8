import type { Direction } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'

// Large dumps are work that somebody else can do: how long the text of a frame is, is known before it is made, and so is
// where in the file it belongs.

/** A stretch of a hex log: some text, and behind it the dump of one frame. */
export interface DumpJob {
  /** Where in the hex log the text begins, bytes. */
  readonly position: number
  readonly head: Uint8Array
  readonly direction: Direction
  /** Of the frame in its direction, bytes. */
  readonly offset: number
  readonly length: number
}

/** Stretches of one session's hex log, in order; plain data, for it goes to another thread. */
export interface DumpBatch {
  readonly session: SessionFacts
  readonly jobs: readonly DumpJob[]
}

/** Those who write dumps beside the hex logger. */
export interface DumpHelpers {
  /** Whether one of them would begin soon. */
  readonly free: boolean
  /** @param done is told later whether all of it is in the file */
  write(batch: DumpBatch, done: (written: boolean) => void): void
}
