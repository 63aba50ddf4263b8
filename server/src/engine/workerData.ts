import type { MessagePort } from 'node:worker_threads'
import type { TapMemory } from '../core/tapRing.ts'

/** What all threads of the engine are started with. */
interface Common {
  /** `process.hrtime.bigint()` at the engine's start: time 0 of its clock. */
  readonly epoch: bigint
  readonly tap: TapMemory
}

/** What the relay thread is started with. */
export interface RelayData extends Common {
  /** The recorder says here that the ring has room again. */
  readonly room: MessagePort
  /** High watermark of each socket's write buffer, bytes. */
  readonly bufferBytes: number
  /** File descriptors that this process may have. */
  readonly descriptors: number
}

/** What the recorder thread is started with. */
export interface RecorderData extends Common {
  readonly room: MessagePort
  /** Here it tells the hex logger what to follow and what has grown. */
  readonly text: MessagePort
  /** The folder of all sessions. */
  readonly root: string
  readonly maxOpenFiles: number
}

/** What the hex logger's thread is started with. */
export interface HexData extends Common {
  readonly text: MessagePort
  readonly root: string
  readonly maxOpenFiles: number
}

/** What a thread that helps the hex logger is started with. */
export interface DumpData {
  /** The folder of all sessions. */
  readonly root: string
}
