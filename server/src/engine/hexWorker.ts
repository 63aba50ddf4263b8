import { availableParallelism, cpus } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import { HexLogger, type TextProgress } from '../capture/hexLogger.ts'
import { LAST, setThreadPriority } from '../capture/threadPriority.ts'
import { OpenFiles } from '../capture/openFiles.ts'
import type { TextNews } from '../capture/textDesk.ts'
import { GiveWay } from '../core/giveWay.ts'
import { BatchCounter, tapPassed } from '../core/tapRing.ts'
import { engineClock } from './clock.ts'
import { Deadline } from './deadline.ts'
import { DumpThreads } from './dumpThreads.ts'
import { answer, type Call } from '../threads/rpc.ts'
import type { HexData } from './workerData.ts'

// The hex logger's thread: follows the files, and lets everybody else go first (core/giveWay.ts).

/** Text is made by as many threads as there are processors, up to this many. */
const MOST_THREADS = 4

const port = parentPort!
const data = workerData as HexData
setThreadPriority(LAST)
const nowNs = engineClock(data.epoch)
const giveWay = new GiveWay(tapPassed(data.tap), idleMs, () => performance.now())
const files = new OpenFiles(data.maxOpenFiles)
const most = Math.min(availableParallelism(), MOST_THREADS) - 1
const helpers = new DumpThreads(most, { root: data.root }, () => !giveWay.isCrowded)
const logger = new HexLogger(files, data.root, nowNs, new BatchCounter(data.tap), helpers)
logger.onHelped = begin

/** How far the text is, is told at most this often; sooner when nothing is left to do. */
const TELL_MS = 200
const LAST_TELL_MS = 20
/** With more sessions than this behind, nobody is given way to: each takes some kilobytes until its text is written. */
const MOST_DUE = 4096
/** How often a log that could not be written is looked at again. */
const RETRY_MS = 500

const progress = new Map<SessionId, TextProgress>()
let working = false
let finish: (() => void) | null = null

const telling = new Deadline(tell)

function tell(): void {
  if (progress.size === 0) return
  port.postMessage({ notice: [...progress.values()] })
  progress.clear()
}

/** Of all processors together, since the machine was started. */
function idleMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0)
}

/** One block of text, then whoever has a message for us and the traffic, then the next. */
function work(): void {
  const from = performance.now()
  const step = logger.step()
  giveWay.worked(performance.now() - from)
  if (step) {
    progress.set(step.id, step)
    telling.within(TELL_MS)
  }
  working = logger.busy
  if (working) return goOn()
  if (progress.size > 0) telling.within(LAST_TELL_MS)
  if (finish && !logger.waits) finish()
}

function goOn(): void {
  const restMs = giveWay.restMs()
  // At the end nobody is given way to: the program waits for the text.
  if (restMs > 0 && !finish && logger.due < MOST_DUE) setTimeout(goOn, restMs)
  else setImmediate(work)
}

function begin(): void {
  if (working || !logger.busy) return
  working = true
  setImmediate(work)
}

data.text.on('message', ({ follow, grown, forgotten }: TextNews) => {
  for (const one of follow) logger.follow(one)
  for (const id of grown) logger.notify(id)
  for (const id of forgotten) logger.forget(id)
  begin()
})
setInterval(() => {
  logger.retry()
  begin()
}, RETRY_MS)

const methods = {
  renderHexLog(facts: SessionFacts, durationNs: number): void {
    logger.renderAnew(facts, durationNs)
    begin()
  },
  forgetSession(id: SessionId): void {
    logger.forget(id)
    progress.delete(id)
  },
  /** Resolves when all text is written that can be, or after `patienceMs`. */
  async finish(patienceMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      // News that the recorder sent before it ended are here by the next turn of the loop.
      setImmediate(() => {
        finish = resolve
        setTimeout(resolve, patienceMs)
        if (!working && !logger.busy && !logger.waits) resolve()
      })
    })
    tell()
  },
}
port.on('message', (call: Call) => void answer(port, call, methods))
