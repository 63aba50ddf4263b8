import type { SessionId } from '@tcpscope/shared/base'
import { INDEX_PREFIX, indexHeaderSize, RECORD_SIZE, type SessionFacts } from '@tcpscope/shared/capture'
import type { BatchCounter } from '../core/tapRing.ts'
import { dumpLength } from '@tcpscope/shared/hex'
import type { DumpHelpers } from './dumps.ts'
import { type Draft, Follow, type HexFollow } from './follow.ts'
import { HandedOut } from './handedOut.ts'
import { HexEncoder } from './hexEncoder.ts'
import { renderHexLog, type RenderStep } from './hexRender.ts'
import type { OpenFiles } from './openFiles.ts'
import { sessionPaths } from './sessionPaths.ts'
import { TextStamps } from './textStamps.ts'

/** How far the text of a session is. */
export interface TextProgress {
  readonly id: SessionId
  /** Payload bytes whose text is in the hex log. */
  readonly rendered: number
  /** Session time of the newest record in the text, ns. */
  readonly untilNs: number
  /** The last line is written: nothing more will come. */
  readonly finished: boolean
}

/** How a session's turn ended. `idle`: there is nothing to do until somebody says so. */
type Outcome = 'again' | 'idle' | 'finished'

/**
 * Writes hex logs by following the files: reads the frame index and the binary logs that the recorder has written,
 * and writes text in large blocks. It lives on a thread of its own, which the system lets run when nobody else wants
 * the processor; it may lag, and a download does not wait for it. Dumps of large frames it hands to helpers that have
 * time: what it writes next goes behind them, and a file may have holes until they are done.
 */
export class HexLogger {
  readonly #files: OpenFiles
  readonly #root: string
  readonly #nowNs: () => number
  readonly #batches: Pick<BatchCounter, 'now' | 'isUnchanged'>
  readonly #helpers: DumpHelpers
  readonly #stamps: TextStamps
  readonly #follows = new Map<string, Follow>()
  /** Sessions with something to write, in turn. */
  readonly #due = new Set<Follow>()
  readonly #failed = new Set<Follow>()
  /** All sessions share it: what lies in it is handed over before another one has its turn. */
  readonly #encoder = new HexEncoder()
  readonly #records = new Uint8Array(1024 * RECORD_SIZE)

  /** State of the recorder when the index of the session at work was last read. */
  #seen = 0
  /** It was at work when a session was read to its end: the session is looked at once more. */
  #disturbed = false

  /** Called when helpers have written something: there may be work again. */
  onHelped: () => void = () => {}

  /**
   * @param root the folder of all sessions
   * @param nowNs the engine's clock
   * @param batches of the recorder that writes what is followed
   * @param helpers may never be free
   */
  constructor(
    files: OpenFiles,
    root: string,
    nowNs: () => number,
    batches: Pick<BatchCounter, 'now' | 'isUnchanged'>,
    helpers: DumpHelpers,
  ) {
    this.#helpers = helpers
    this.#files = files
    this.#root = root
    this.#nowNs = nowNs
    this.#batches = batches
    this.#stamps = new TextStamps(files, nowNs)
  }

  get busy(): boolean {
    return this.#due.size > 0
  }

  /** Sessions that have something to write. */
  get due(): number {
    return this.#due.size
  }

  /** Whether text is in the hands of helpers: there will be work when they are done. */
  get waits(): boolean {
    for (const { handedOut } of this.#follows.values()) if (handedOut.isOpen) return true
    return false
  }

  /** Begins the hex log of a session, from its first record. */
  follow(session: HexFollow): void {
    const follow = new Follow(session, this.#root, this.#files, this.#begin(session.facts))
    this.#follows.set(session.facts.id, follow)
  }

  /** The recorder has written something of this session. */
  notify(id: string): void {
    const follow = this.#follows.get(id)
    if (!follow) return
    follow.news = true
    if (follow.retryAt === 0) this.#due.add(follow)
  }

  /**
   * Renders the hex log of an ended session anew.
   * @param durationNs of the session: the text is stamped as if written right after its end
   * @throws Error when the session has no index that can be read
   */
  renderAnew(facts: SessionFacts, durationNs: number): void {
    const index = this.#files.file(sessionPaths(this.#root, facts), 'index')
    try {
      const prefix = new Uint8Array(INDEX_PREFIX)
      this.#files.read(index, prefix, 0)
      this.follow({
        facts,
        headerSize: indexHeaderSize(prefix),
        startNs: Math.floor(this.#nowNs()) - durationNs,
      })
      this.notify(facts.id)
    } finally {
      this.#files.close(index)
    }
  }

  /** Writes at most one block of text for the session whose turn it is; undefined: nothing was due. */
  step(): TextProgress | undefined {
    const [follow] = this.#due
    if (!follow) return undefined
    this.#due.delete(follow)
    let outcome: Outcome
    try {
      outcome = this.#run(follow)
    } catch {
      // The disk is full, most likely. Nothing is lost: the text follows from the other files, and a download
      // renders it. Begun again from its first line later, more and more patiently.
      outcome = 'idle'
      follow.putOff(this.#nowNs())
      this.#failed.add(follow)
    } finally {
      follow.handedOut.send()
    }
    if (outcome === 'again') this.#due.add(follow)
    if (outcome === 'finished') this.forget(follow.facts.id)
    return {
      id: follow.facts.id,
      rendered: follow.rendered,
      untilNs: follow.untilNs,
      finished: outcome === 'finished',
    }
  }

  /** Begins again what failed, when its time has come. */
  retry(): void {
    if (this.#failed.size === 0) return
    for (const follow of this.#failed) {
      if (this.#nowNs() < follow.retryAt || follow.handedOut.isOpen) continue
      this.#failed.delete(follow)
      follow.startOver(this.#begin(follow.facts))
      this.#due.add(follow)
    }
  }

  #begin(facts: SessionFacts): Draft {
    const render = renderHexLog(facts, this.#encoder, this.#isCalm)
    const handedOut = new HandedOut(this.#helpers, facts, () => {
      const follow = this.#follows.get(facts.id)
      // It may be gone, or about to begin again.
      if (follow?.handedOut !== handedOut || follow.retryAt !== 0) return
      this.#due.add(follow)
      this.onHelped()
    })
    return { render, handedOut }
  }

  /** When the recorder has not touched a file since the index was read to its end, nothing older can still come. */
  readonly #isCalm = (): boolean => {
    const calm = this.#batches.isUnchanged(this.#seen)
    if (!calm) this.#disturbed = true
    return calm
  }

  /** Lets a session go: its log is finished, or never will be. */
  forget(id: string): void {
    const follow = this.#follows.get(id)
    if (!follow) return
    this.#due.delete(follow)
    this.#failed.delete(follow)
    this.#follows.delete(id)
    for (const file of [follow.hex, follow.index, follow.binary.upstream, follow.binary.downstream]) {
      this.#files.close(file)
    }
  }

  #run(follow: Follow): Outcome {
    if (follow.handedOut.failed) throw new Error('a helper could not write')
    this.#stamps.stamp(follow)
    for (;;) {
      const { value: step, done } = this.#next(follow)
      if (done) return follow.handedOut.isOpen ? 'idle' : 'finished'
      switch (step.type) {
        case 'records': {
          follow.news = false
          // A single record is a second look at one that was read before.
          if (step.count > 1) this.#seen = this.#batches.now
          const wanted = this.#records.subarray(0, step.count * RECORD_SIZE)
          const position = follow.headerSize + step.from * RECORD_SIZE
          const length = this.#files.read(follow.index, wanted, position)
          follow.answer = wanted.subarray(0, length - (length % RECORD_SIZE))
          break
        }
        case 'bytes': {
          const into = this.#encoder.windows[step.direction].subarray(0, step.most)
          const length = this.#files.read(follow.binary[step.direction], into, step.offset)
          follow.answer = into.subarray(0, length)
          break
        }
        case 'large': {
          const { records, ...job } = step
          const position = follow.textLength
          follow.answer = follow.handedOut.offer({ ...job, position }, follow.handedOver)
          if (!follow.answer) {
            if (!this.#shouldPark(follow)) break
            follow.parked = { ...step, head: step.head.slice() }
            return 'again'
          }
          follow.textLength += job.head.length + dumpLength(job.length)
          follow.handedOver = records
          break
        }
        case 'text': {
          const { bytes, error } = this.#files.write(follow.hex, [step.bytes], follow.textLength)
          if (error) throw error
          follow.textLength += bytes
          follow.handedOver = step.records
          this.#stamps.stamp(follow)
          follow.answer = undefined
          return 'again'
        }
        case 'idle':
          follow.answer = true
          if (follow.news) break
          if (!this.#disturbed) return 'idle'
          this.#disturbed = false
          return 'again'
      }
    }
  }

  #next(follow: Follow): IteratorResult<RenderStep, void> {
    const { parked } = follow
    if (!parked) return follow.render.next(follow.answer)
    // Its beginning is where the encoder would have it, had no other session had its turn.
    this.#encoder.text.set(parked.head)
    follow.parked = null
    return { value: parked, done: false }
  }

  /**
   * The system lets one thread at a time write a file: two sessions are written twice as fast as one. So while helpers
   * write to a session's file, we write to that of another one.
   */
  #shouldPark(follow: Follow): boolean {
    if (!follow.handedOut.isOpen) return false
    for (const other of this.#due) if (!other.handedOut.isOpen) return true
    return false
  }
}
