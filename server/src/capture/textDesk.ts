import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './follow.ts'

/** What the recorder tells a hex logger. */
export interface TextNews {
  /** Sessions to follow from now on. */
  readonly follow: readonly HexFollow[]
  /** Followed ones that have grown. */
  readonly grown: readonly SessionId[]
  /** Deleted: said here, too, so that it comes behind everything that was said of them before. */
  readonly forgotten: readonly SessionId[]
}

/** A session that was this large, bytes, when it was first told of, is worth a share of a processor. */
const LARGE = 256 * 1024

/** A hex logger as the desk sees it. */
interface Place {
  follow: HexFollow[]
  grown: Set<SessionId>
  forgotten: SessionId[]
  /** Whether it has ever been told anything. */
  used: boolean
  /** Large sessions that are written here and have not been let go. */
  large: number
}

/** A session that nobody has been told of yet. */
interface Fresh {
  readonly session: HexFollow
  bytes: number
  ended: boolean
}

/**
 * Shares sessions out among the hex loggers and gathers what each is to be told. Small ones all go to the first, which
 * has time for thousands of them; a large one goes where the fewest large ones are. A session stays with its logger.
 */
export class TextDesk {
  readonly #places: readonly Place[]
  readonly #fresh = new Map<SessionId, Fresh>()
  readonly #placeOf = new Map<SessionId, { readonly place: Place; readonly large: boolean }>()

  /** @param loggers how many there are, 1 or more */
  constructor(loggers: number) {
    this.#places = Array.from({ length: loggers }, () => ({
      follow: [],
      grown: new Set(),
      forgotten: [],
      used: false,
      large: 0,
    }))
  }

  /** Whether there is something to tell. */
  get hasNews(): boolean {
    return this.#fresh.size > 0 || this.#places.some(hasNews)
  }

  /** A session begins whose text is to be written. */
  follow(session: HexFollow): void {
    this.#fresh.set(session.facts.id, { session, bytes: 0, ended: false })
  }

  /** A session has more bytes or records, so many bytes in all; of one that is not followed nothing is told. */
  grew(id: SessionId, bytes: number): void {
    const fresh = this.#fresh.get(id)
    if (fresh) fresh.bytes = bytes
    else this.#placeOf.get(id)?.place.grown.add(id)
  }

  /** Nothing more will grow; what is untold is told still. */
  letGo(id: SessionId): void {
    const fresh = this.#fresh.get(id)
    if (fresh) fresh.ended = true
    const known = this.#placeOf.get(id)
    if (known?.large) known.place.large--
    this.#placeOf.delete(id)
  }

  /** The session is deleted: nobody is to hear of it any more. */
  forget(id: SessionId): void {
    this.letGo(id)
    if (this.#fresh.delete(id)) return
    for (const place of this.#places) {
      place.grown.delete(id)
      if (place.used) place.forgotten.push(id)
    }
  }

  /** What each logger, by its number, has to know since the last call; undefined: nothing. */
  takeNews(): (TextNews | undefined)[] {
    for (const fresh of this.#fresh.values()) this.#assign(fresh)
    this.#fresh.clear()
    return this.#places.map((place) => {
      if (!hasNews(place)) return undefined
      const news = { follow: place.follow, grown: [...place.grown], forgotten: place.forgotten }
      place.follow = []
      place.grown = new Set()
      place.forgotten = []
      place.used = true
      return news
    })
  }

  #assign({ session, bytes, ended }: Fresh): void {
    const { id } = session.facts
    const large = bytes >= LARGE
    let place = this.#places[0]!
    if (large) for (const other of this.#places) if (other.large < place.large) place = other
    place.follow.push(session)
    place.grown.add(id)
    if (ended) return
    if (large) place.large++
    this.#placeOf.set(id, { place, large })
  }
}

function hasNews({ follow, grown, forgotten }: Place): boolean {
  return follow.length + grown.size + forgotten.length > 0
}
