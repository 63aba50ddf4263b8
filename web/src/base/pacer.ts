import { untilStep } from './steps.ts'

/**
 * Calls something at once, and then at most once a step of the clock: what was asked for meanwhile is one call at the next
 * step. For what changes faster than a person reads.
 */
export class Pacer {
  readonly #act: () => void
  readonly #pauseMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = false

  /** @param pauseMs length of the clock's steps */
  constructor(act: () => void, pauseMs: number) {
    this.#act = act
    this.#pauseMs = pauseMs
  }

  ask(): void {
    if (this.#timer === undefined) this.#go()
    else this.#due = true
  }

  /** Calls now; what was due is done with that. */
  flush(): void {
    this.stop()
    this.#go()
  }

  /** Forgets what is due. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due = false
  }

  #go(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#due) {
        this.#due = false
        this.#go()
      }
    }, untilStep(this.#pauseMs))
    this.#act()
  }
}
