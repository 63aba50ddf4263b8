import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { Match } from '@tcpscope/shared/api'
import { RecordedBytes } from '../capture/recordedBytes.ts'
import type { SearchTarget } from '../core/searchPort.ts'
import type { Matcher } from './matcher.ts'
import { scan } from './scan.ts'

/** How far a walk is; plain data. */
export interface WalkState {
  /** Stream bytes that lie behind it, gaps counted. */
  readonly bytes: number
  readonly sessions: number
  readonly liveSessions: number
  readonly unreadableSessions: number
  /** Before this place everything was told; null before the first session. */
  readonly at: { readonly session: SessionId; readonly direction: Direction; readonly offset: number } | null
}

/**
 * Goes through the recordings of sessions, one after the other. Blocks while it reads; each step is at most one
 * window, so that between two steps the caller can see what time it is.
 */
export class Walk {
  readonly #root: string
  readonly #matcher: Matcher
  readonly #window: Buffer
  readonly #perSession: number
  #state: WalkState = { bytes: 0, sessions: 0, liveSessions: 0, unreadableSessions: 0, at: null }

  /**
   * @param root the folder of all sessions
   * @param window see `windowSize`; used again by each session
   * @param perSession matches after which a session is left
   */
  constructor(root: string, matcher: Matcher, window: Buffer, perSession: number) {
    this.#root = root
    this.#matcher = matcher
    this.#window = window
    this.#perSession = perSession
  }

  get state(): WalkState {
    return this.#state
  }

  /**
   * The matches in a session. A step without a match is a chance to stop; stopping closes the files.
   * @throws what the matcher throws
   */
  *steps({ ref, live, gaps, parts }: SearchTarget): Generator<Match | undefined, void> {
    let unreadable = 0
    let left = this.#perSession
    for (const { direction, from } of parts) {
      if (left === 0) break
      this.#state = { ...this.#state, at: { session: ref.id, direction, offset: from } }
      const files = open(this.#root, ref, direction)
      if (files === 'unreadable') unreadable = 1
      else if (files) {
        try {
          for (const step of this.#direction(files, ref.id, direction, from, gaps)) {
            yield step
            if (step && --left === 0) break
          }
        } catch (error) {
          if (!isSystemError(error)) throw error
          unreadable = 1
        } finally {
          files.close()
        }
      }
    }
    const { sessions, liveSessions, unreadableSessions } = this.#state
    this.#state = {
      ...this.#state,
      sessions: sessions + 1,
      liveSessions: liveSessions + Number(live),
      unreadableSessions: unreadableSessions + unreadable,
    }
  }

  *#direction(
    files: RecordedBytes,
    session: SessionId,
    direction: Direction,
    from: number,
    gaps: boolean,
  ): Generator<Match | undefined, void> {
    const runs = gaps ? yield* quietly(files.ranges()) : [{ start: 0, end: files.size }]
    const read = (into: Uint8Array, offset: number) => files.read(into, offset)
    let at = from
    const moveTo = (offset: number): void => {
      this.#state = {
        ...this.#state,
        bytes: this.#state.bytes + Math.max(0, offset - at),
        at: { session, direction, offset },
      }
      at = offset
    }
    for (const run of runs) {
      for (const step of scan(this.#matcher, this.#window, read, run, from)) {
        if ('until' in step) {
          moveTo(step.until)
          yield undefined
          continue
        }
        const { start, end } = step.match
        moveTo(end)
        const match = { type: 'match', session, direction, offset: start, length: end - start } as const
        yield { ...match, ...files.frameAt(start) }
      }
    }
  }
}

function* quietly<T>(work: Generator<void, T>): Generator<undefined, T> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    yield undefined
  }
}

/** One session whose files are broken shall not end the search of all others. */
function open(root: string, ref: SearchTarget['ref'], direction: Direction) {
  try {
    return RecordedBytes.open(root, ref, direction)
  } catch {
    return 'unreadable'
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
