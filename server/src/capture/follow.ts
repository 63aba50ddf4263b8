import type { SessionFacts } from '@tcpscope/shared/capture'
import type { HandedOut } from './handedOut.ts'
import type { HexRender, LargeDump, RenderAnswer } from './hexRender.ts'
import type { LogFile, OpenFiles } from './openFiles.ts'
import { sessionPaths } from './sessionPaths.ts'

/** What the hex logger must know to follow a session. */
export interface HexFollow {
  readonly facts: SessionFacts
  /** Bytes before the first record of the index. */
  readonly headerSize: number
  /** The session's start on the engine's clock, ns. */
  readonly startNs: number
}

/** A session's text in the making, from its first line on. */
export interface Draft {
  readonly render: HexRender
  readonly handedOut: HandedOut
}

const FIRST_PATIENCE_NS = 1e9
const LAST_PATIENCE_NS = 60e9

/** A session whose text is being written. */
export class Follow {
  readonly facts: SessionFacts
  readonly hex: LogFile
  readonly index: LogFile
  readonly binary: { readonly upstream: LogFile; readonly downstream: LogFile }
  /** Bytes before the first record of the index. */
  readonly headerSize: number
  readonly startNs: number
  render: HexRender
  handedOut: HandedOut
  /** The recorder has written something since the index was last read. */
  news = false
  /** What the generator is told when it goes on. */
  answer: RenderAnswer = undefined
  /** A dump that helpers had no time for, while they write to this file: it waits, and another session goes first. */
  parked: LargeDump | null = null
  textLength = 0
  /** Records before it have text that is in the file or in the hands of helpers. */
  handedOver = 0
  /** Records whose textNs is set. */
  stamped = 0
  /** Payload bytes that are in the text. */
  rendered = 0
  /** Session time up to which the text is written, ns. */
  untilNs = 0
  /** When a log that could not be written is begun again, on the engine's clock; 0: it can be written. */
  retryAt = 0
  /** How long the next wait will be, ns. */
  #patience = FIRST_PATIENCE_NS

  constructor({ facts, headerSize, startNs }: HexFollow, root: string, files: OpenFiles, draft: Draft) {
    const paths = sessionPaths(root, facts)
    this.facts = facts
    this.hex = files.file(paths, 'hex')
    this.index = files.file(paths, 'index')
    this.binary = {
      upstream: files.file(paths, 'upstream'),
      downstream: files.file(paths, 'downstream'),
    }
    this.headerSize = headerSize
    this.startNs = startNs
    this.render = draft.render
    this.handedOut = draft.handedOut
  }

  /** It cannot be written now: to be begun again after a while, each time a longer one. */
  putOff(nowNs: number): void {
    this.retryAt = nowNs + this.#patience
    this.#patience = Math.min(this.#patience * 2, LAST_PATIENCE_NS)
  }

  /** Begins again, from the first line. Nothing may be in the hands of helpers. */
  startOver({ render, handedOut }: Draft): void {
    this.render = render
    this.handedOut = handedOut
    this.answer = undefined
    this.parked = null
    this.textLength = 0
    this.handedOver = 0
    this.stamped = 0
    this.rendered = 0
    this.untilNs = 0
    this.retryAt = 0
  }
}
