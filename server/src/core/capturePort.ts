import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type {
  Activity,
  Area,
  AreaQuery,
  FramePage,
  FrameQuery,
  TileList,
  TileQuery,
} from '@tcpscope/shared/api'

/** Where a session's files are: its folder follows from these facts. */
export type SessionRef = SessionFacts

/**
 * Reads the capture files of live and ended sessions alike. Every method takes the state of the files at the
 * moment of the call. A session without files (its target never answered) reads as empty.
 */
export interface CapturePort {
  /**
   * The facts as the session's own files have them. Of a live session they may know more than what was told so far: the
   * addresses towards the target, after which the logs are named. The ref itself when there are no files yet.
   */
  factsOf(ref: SessionRef): Promise<SessionFacts>
  /** Recorded bytes of one direction, that is: the size of its binary log. */
  size(ref: SessionRef, direction: Direction): Promise<number>
  /** Bytes [start, end) of a direction, at most 4 MiB; shorter when the file ends earlier. Gaps read as 0. */
  readBytes(
    ref: SessionRef,
    direction: Direction,
    start: number,
    end: number,
  ): Promise<Uint8Array<ArrayBuffer>>
  /** The same as a stream of any length. */
  streamBytes(ref: SessionRef, direction: Direction, start: number, end: number): AsyncIterable<Uint8Array>
  /** Whole records in the frame index now. */
  recordCount(ref: SessionRef): Promise<number>
  /** Raw records [from, from + count) of 64 bytes each, fewer at the end; at most 16,384. */
  readRecords(ref: SessionRef, from: number, count: number): Promise<Uint8Array<ArrayBuffer>>
  framePage(ref: SessionRef, query: FrameQuery): Promise<FramePage>
  tiles(ref: SessionRef, query: TileQuery): Promise<TileList>
  /** What happened in a part of the timeline, in numbers. */
  area(ref: SessionRef, query: AreaQuery): Promise<Area>
  /** Bytes that were read between each moment and the next; ns since the session's start, ascending. */
  activity(ref: SessionRef, edges: readonly number[]): Promise<Activity>
  /** All lanes as of now, as a trace for Chrome or Perfetto. @param title how viewers name it */
  streamTrace(ref: SessionRef, title: string): AsyncIterable<Uint8Array>
  /** Whether the hex log is complete in its file: it stays so. */
  isHexLogWritten(ref: SessionRef): Promise<boolean>
  /** The whole hex log as of now: from its file when that is complete, else rendered on the fly. Same bytes. */
  streamHexLog(ref: SessionRef): AsyncIterable<Uint8Array>
  /**
   * Takes a session's files away, all at once or not at all: from here on a start, too, takes it for deleted. Missing is
   * fine.
   */
  discard(ref: SessionRef): Promise<void>
  /** Puts files back that were taken away: the session was not deleted after all. Missing is fine. */
  restore(ref: SessionRef): Promise<void>
  /** Deletes the files that were taken away. Missing is fine. */
  purge(id: SessionId): Promise<void>
}
