import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './follow.ts'

/** What the recorder tells the hex logger. */
export interface TextNews {
  /** Sessions to follow from now on. */
  readonly follow: readonly HexFollow[]
  /** Followed ones that have grown. */
  readonly grown: readonly SessionId[]
  /** Deleted: said here, too, so that it comes behind everything that was said of them before. */
  readonly forgotten: readonly SessionId[]
}

/** Gathers what the hex logger is to be told. */
export class TextDesk {
  /** Sessions that may still grow. */
  readonly #followed = new Set<SessionId>()
  readonly #follow = new Map<SessionId, HexFollow>()
  readonly #grown = new Set<SessionId>()
  #forgotten: SessionId[] = []

  /** Whether there is something to tell. */
  get hasNews(): boolean {
    return this.#follow.size + this.#grown.size + this.#forgotten.length > 0
  }

  /** A session begins whose text is to be written. */
  follow(session: HexFollow): void {
    const { id } = session.facts
    this.#followed.add(id)
    this.#follow.set(id, session)
  }

  /** A session has more bytes or records; of one that is not followed nothing is told. */
  grew(id: SessionId): void {
    if (this.#followed.has(id)) this.#grown.add(id)
  }

  /** Nothing more will grow; what is untold is told still. */
  letGo(id: SessionId): void {
    this.#followed.delete(id)
  }

  /** The session is deleted: nobody is to hear of it any more. */
  forget(id: SessionId): void {
    this.letGo(id)
    this.#grown.delete(id)
    if (!this.#follow.delete(id)) this.#forgotten.push(id)
  }

  /** What there is to know since the last call; undefined: nothing. */
  takeNews(): TextNews | undefined {
    if (!this.hasNews) return undefined
    const news = { follow: [...this.#follow.values()], grown: [...this.#grown], forgotten: this.#forgotten }
    this.#follow.clear()
    this.#grown.clear()
    this.#forgotten = []
    return news
  }
}
