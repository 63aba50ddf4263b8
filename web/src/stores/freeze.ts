import type { StoreApi } from 'zustand/vanilla'
import type { Dispose } from '../base/emitter.ts'
import type { ViewState } from './view.ts'

/** The part of the view store that says whether what is shown stands still, and as of when it is. */
export type FreezeSource = Pick<StoreApi<ViewState>, 'getState' | 'subscribe'>

/**
 * Gives the newest value on to what is shown; while the view is frozen it is kept, and given on once that
 * ends. Values that came in between are superfluous: each one is a whole state.
 */
export class FreezeGate<T extends object> {
  readonly #source: FreezeSource
  readonly #show: (value: T) => void
  #kept: T | null = null
  readonly dispose: Dispose

  constructor(source: FreezeSource, show: (value: T) => void) {
    this.#source = source
    this.#show = show
    this.dispose = source.subscribe(({ frozenAtMs }) => {
      if (frozenAtMs !== null || this.#kept === null) return
      const kept = this.#kept
      this.#kept = null
      show(kept)
    })
  }

  /** Shows the value although the view is frozen: a person asked for it. */
  force(value: T): void {
    this.#kept = null
    this.#show(value)
  }

  push(value: T): void {
    if (this.#source.getState().frozenAtMs === null) this.#show(value)
    else this.#kept = value
  }
}
