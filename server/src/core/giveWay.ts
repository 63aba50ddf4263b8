/** Bytes a millisecond through the tap from which on the text may wait: half a MiB a second, 4,000 small messages. */
const FAST = 512
/** With so much of one processor idle there is nobody to give way to. */
const ENOUGH_IDLE = 0.5
/** How busy the machine is, is found out at most this often, ms: the system counts in steps of ten. */
const IDLE_WINDOW_MS = 50
/** How much passes is found out at most this often, ms: when a transfer ends, the text shall begin. */
const FLOW_WINDOW_MS = 10
/** Time at work when giving way, at least, of all time. */
const SHARE = 0.1
/** The longest rest between two blocks, ms. */
const MAX_REST_MS = 200
/** The shortest: blocks of small sessions are done in less than a ms, and a rest after each would be all wake-ups. */
const MIN_REST_MS = 20
/** While resting, whether the machine is calm again is looked at this often, ms. */
const LOOK_MS = 10

/**
 * When a follower of the files rests. The lowest priority alone is not enough beside fast traffic: what the follower
 * does in the gaps between two packets takes memory bandwidth, caches and the locks of the page cache from those who
 * come right after. So while much passes and no processor is idle it works a tenth of the time, and catches up after.
 */
export class GiveWay {
  readonly #passed: () => number
  readonly #idleMs: () => number
  readonly #nowMs: () => number
  #flowFrom: number
  #passedBefore: number
  #isFast = false
  #idleFrom: number
  #idleBefore: number
  #isBusy = false
  /** Rest that the work since the last one calls for. */
  #owedMs = 0
  #restUntil = 0

  /**
   * @param passed bytes that have gone through the tap, modulo 2^32
   * @param idleMs time that processors have been idle, all added up
   * @param nowMs any clock that does not go back
   */
  constructor(passed: () => number, idleMs: () => number, nowMs: () => number) {
    this.#passed = passed
    this.#idleMs = idleMs
    this.#nowMs = nowMs
    this.#flowFrom = nowMs()
    this.#idleFrom = this.#flowFrom
    this.#passedBefore = passed()
    this.#idleBefore = idleMs()
  }

  /** Whether others need the processors, as of the last look. */
  get isCrowded(): boolean {
    return this.#isFast && this.#isBusy
  }

  /** A block is written. @param ms that took */
  worked(ms: number): void {
    this.#owedMs += ms * (1 / SHARE - 1)
    if (this.#owedMs < MIN_REST_MS) return
    this.#restUntil = this.#nowMs() + Math.min(MAX_REST_MS, this.#owedMs)
    this.#owedMs = 0
  }

  /** How long to rest before the next block, ms; ask again after that. 0: go on. */
  restMs(): number {
    const now = this.#nowMs()
    this.#look(now)
    return this.isCrowded ? Math.max(0, Math.min(LOOK_MS, this.#restUntil - now)) : 0
  }

  #look(now: number): void {
    const flowing = now - this.#flowFrom
    if (flowing >= FLOW_WINDOW_MS) {
      const passed = this.#passed()
      this.#isFast = ((passed - this.#passedBefore) >>> 0) / flowing > FAST
      this.#flowFrom = now
      this.#passedBefore = passed
    }
    const elapsed = now - this.#idleFrom
    if (elapsed >= IDLE_WINDOW_MS) {
      const idle = this.#idleMs()
      this.#isBusy = (idle - this.#idleBefore) / elapsed < ENOUGH_IDLE
      this.#idleFrom = now
      this.#idleBefore = idle
    }
  }
}
