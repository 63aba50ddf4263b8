import type { SearchEndWord, SearchLine } from '@tcpscope/shared/api'
import type { SearchRequest, SearchTarget } from '../core/searchPort.ts'
import type { Pattern } from './pattern.ts'
import type { SearchThread } from './searchThread.ts'
import type { WalkState } from './walk.ts'

/** A step of the thread takes this long, or finds this many: then it tells. */
const STEP_MS = 200
const STEP_MATCHES = 500
/** How long a thread may take to come back when its search is over, ms: longer, and it is ended. */
const PATIENCE_MS = 300

export interface SearchSurroundings {
  /** Called once, when the search is over and needs its thread no more. */
  readonly onOver: () => void
  /** Searches that come before it; 0: it is not waiting. */
  readonly ahead: () => number
}

/**
 * One search, from the queue to its end line. Whoever reads its batches sets the pace: the thread rests while nobody
 * asks. But the time limit goes on, so that a reader that has gone to sleep keeps no thread.
 */
export class RunningSearch {
  readonly #request: SearchRequest
  readonly #pattern: Pattern
  readonly #around: SearchSurroundings
  readonly #turn = new Gate()
  readonly #over = new Gate()
  readonly #released = new Gate()
  #thread: SearchThread | null = null
  #timer: NodeJS.Timeout | undefined
  #deadline = Infinity
  #done: SearchEndWord | null = null
  #message: string | null = null
  #matches = 0
  #state: WalkState = { bytes: 0, sessions: 0, liveSessions: 0, unreadableSessions: 0, at: null }
  #toldAt = -Infinity

  constructor(request: SearchRequest, pattern: Pattern, around: SearchSurroundings) {
    this.#request = request
    this.#pattern = pattern
    this.#around = around
    const cancel = () => this.stop('cancelled')
    if (request.signal.aborted) queueMicrotask(cancel)
    else request.signal.addEventListener('abort', cancel, { once: true })
  }

  get thread(): SearchThread | null {
    return this.#thread
  }

  /** Resolves when the search needs its thread no more. */
  get released(): Promise<void> {
    return this.#released.opened
  }

  /** It is its turn. */
  start(thread: SearchThread): void {
    const { timeLimitMs } = this.#request
    this.#thread = thread
    if (this.#done !== null) return
    this.#deadline = performance.now() + timeLimitMs
    // In order it ends after a step; this is for a step that does not end, and for a reader that does not ask.
    this.#timer = setTimeout(() => this.stop('time'), timeLimitMs + PATIENCE_MS)
    this.#turn.open()
  }

  /** Ends it, whatever it does. The first reason stands. */
  stop(done: SearchEndWord, message: string | null = null): void {
    if (this.#done !== null) return
    this.#done = done
    this.#message = message
    clearTimeout(this.#timer)
    this.#over.open()
    void this.#release()
  }

  async #release(): Promise<void> {
    await this.#thread?.end(PATIENCE_MS)
    this.#around.onOver()
    this.#released.open()
  }

  /** The lines, in batches; the last one is the end. */
  async *batches(): AsyncGenerator<readonly SearchLine[], void> {
    yield this.#progress()
    await Promise.race([this.#turn.opened, this.#over.opened])
    try {
      yield* this.#run()
      this.stop('complete')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error
      this.stop('failed', 'The search needs more memory than there is for it.')
    } finally {
      // The reader has gone, or something broke.
      this.stop('cancelled')
    }
    yield [this.#end()]
  }

  async *#run(): AsyncGenerator<readonly SearchLine[], void> {
    if (this.#done !== null) return
    await this.#orOver(this.#thread!.begin(this.#pattern, this.#request.perSession))
    for await (const batch of this.#request.scope.targets) {
      const [first] = batch
      if (first && this.#state.at === null) {
        const { direction, from } = first.parts[0]!
        this.#state = { ...this.#state, at: { session: first.ref.id, direction, offset: from } }
      }
      for (let more = batch, idle = false; !idle; more = []) {
        if (this.#done !== null) return
        const news = await this.#step(more)
        if (!news) return
        idle = news.idle
        yield [...news.matches, ...this.#progress()]
        if (news.failure !== null) return this.stop('failed', news.failure)
        if (this.#matches >= this.#request.limit) return this.stop('limit')
        if (performance.now() >= this.#deadline) return this.stop('time')
      }
    }
  }

  /** Undefined when the search was stopped meanwhile. */
  async #step(more: readonly SearchTarget[]) {
    const budget = Math.max(1, Math.min(STEP_MS, this.#deadline - performance.now()))
    const most = Math.min(STEP_MATCHES, this.#request.limit - this.#matches)
    const news = await this.#orOver(this.#thread!.step(more, budget, most))
    if (!news) return undefined
    const { matches, idle: _, failure: __, ...state } = news
    this.#state = state.at === null ? { ...state, at: this.#state.at } : state
    this.#matches += matches.length
    return news
  }

  /** What is promised, or undefined when the search is over before. */
  async #orOver<T>(promise: Promise<T>): Promise<T | undefined> {
    const value = await Promise.race([promise, this.#over.opened])
    return this.#done === null ? (value as T) : undefined
  }

  /** A progress line, unless there was one a moment ago. */
  #progress(): SearchLine[] {
    const now = performance.now()
    if (now - this.#toldAt < STEP_MS) return []
    this.#toldAt = now
    return [{ type: 'progress', waiting: this.#around.ahead(), ...this.#extent() }]
  }

  #end(): SearchLine {
    const { at, liveSessions, unreadableSessions } = this.#state
    return {
      type: 'end',
      done: this.#done ?? 'complete',
      message: this.#message,
      matches: this.#matches,
      ...this.#extent(),
      liveSessions,
      unreadableSessions,
      next: this.#done === 'complete' || !at ? null : `${at.session}:${at.direction}:${at.offset}`,
    }
  }

  #extent() {
    const { totalBytes, totalSessions } = this.#request.scope
    const { bytes, sessions } = this.#state
    return { searchedBytes: bytes, totalBytes, searchedSessions: sessions, totalSessions }
  }
}

/** Closed, then open for ever. */
class Gate {
  open: () => void = () => {}
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve
  })
}
