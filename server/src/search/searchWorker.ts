import { parentPort, workerData } from 'node:worker_threads'
import type { Match } from '@tcpscope/shared/api'
import { LAST, setThreadPriority } from '../capture/threadPriority.ts'
import type { SearchTarget } from '../core/searchPort.ts'
import { answer, type Call } from '../threads/rpc.ts'
import { matcherOf } from './matcher.ts'
import type { Pattern } from './pattern.ts'
import { windowSize } from './scan.ts'
import { Walk, type WalkState } from './walk.ts'

// A thread that searches: it reads files and looks at bytes, and lets everybody else go first.

/** What the thread is started with. */
export interface SearchData {
  /** The folder of all sessions. */
  readonly root: string
}

/** What one step found. */
export interface StepNews extends WalkState {
  readonly matches: readonly Match[]
  /** All targets that it was given are searched. */
  readonly idle: boolean
  /** Why the expression cannot be run; a sentence. The search is over. */
  readonly failure: string | null
}

const { root } = workerData as SearchData
setThreadPriority(LAST)

let walk: Walk | null = null
let targets: SearchTarget[] = []
let session: Generator<Match | undefined, void> | null = null
/** Kept from search to search. */
let window = Buffer.alloc(0)

const methods = {
  /** A new search, in place of the one before. */
  begin(pattern: Pattern, perSession: number): void {
    methods.end()
    const matcher = matcherOf(pattern)
    if (window.length < windowSize(matcher)) window = Buffer.allocUnsafeSlow(windowSize(matcher))
    walk = new Walk(root, matcher, window, perSession)
  },
  /**
   * Goes on for `budgetMs`, until there are `most` matches, or until all is done.
   * @param more sessions to be searched after those that are known
   */
  step(more: readonly SearchTarget[], budgetMs: number, most: number): StepNews {
    if (!walk) throw new Error('no search has begun')
    targets.push(...more)
    const deadline = performance.now() + budgetMs
    const matches: Match[] = []
    try {
      while (matches.length < most && performance.now() < deadline) {
        const target = session ? undefined : targets.shift()
        if (target) session = walk.steps(target)
        if (!session) break
        const { done, value } = session.next()
        if (done) session = null
        else if (value) matches.push(value)
      }
    } catch (error) {
      const failure = failureOf(error)
      methods.end()
      return { ...walk.state, matches, idle: false, failure }
    }
    return { ...walk.state, matches, idle: session === null && targets.length === 0, failure: null }
  },
  /** Closes the files. */
  end(): void {
    session?.return()
    session = null
    targets = []
  },
}

/** What the engine says of an expression that it cannot run. @throws the error when it is another one */
function failureOf(error: unknown): string {
  // The engine's own stack overflow; Node's range errors have a code.
  if (error instanceof RangeError && !('code' in error))
    return 'The regular expression needs more memory here than there is for it.'
  if (error instanceof SyntaxError) return 'The regular expression is too large.'
  throw error
}

parentPort!.on('message', (call: Call) => void answer(parentPort!, call, methods))
