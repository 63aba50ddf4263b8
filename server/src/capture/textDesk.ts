import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './hexLogger.ts'

/** What the recorder tells a hex logger: sessions to follow from now on, and followed ones that have grown. */
export interface TextNews {
  readonly follow: readonly HexFollow[]
  readonly grown: readonly SessionId[]
  /** Deleted: said here, too, so that it comes behind everything that was said of them before. */
  readonly forgotten: readonly SessionId[]
}

interface Place {
  follow: HexFollow[]
  readonly grown: Set<SessionId>
  forgotten: SessionId[]
  /** Sessions that it has been told to follow, ever. */
  followed: number
  /** Sessions that are written here and have not been let go. */
  sessions: number
}

/**
 * Shares sessions out among the hex loggers and gathers what each is to be told. A session stays with its logger; a
 * new one goes where the fewest are, so a second logger has work only when several sessions live at once.
 */
export class TextDesk {
  readonly #places: readonly Place[]
  readonly #placeOf = new Map<SessionId, Place>()

  /** @param loggers how many there are, 1 or more */
  constructor(loggers: number) {
    this.#places = Array.from({ length: loggers }, () => ({
      follow: [],
      grown: new Set(),
      forgotten: [],
      followed: 0,
      sessions: 0,
    }))
  }

  /** Whether there is something to tell. */
  get hasNews(): boolean {
    return this.#places.some(hasNews)
  }

  follow(session: HexFollow): void {
    let least = this.#places[0]!
    for (const place of this.#places) if (place.sessions < least.sessions) least = place
    least.sessions++
    least.follow.push(session)
    this.#placeOf.set(session.facts.id, least)
  }

  /** A session has more bytes or records; of one that is not followed nothing is told. */
  grew(id: SessionId): void {
    this.#placeOf.get(id)?.grown.add(id)
  }

  /** Nothing more will grow; what is untold is told still. */
  letGo(id: SessionId): void {
    const place = this.#placeOf.get(id)
    if (place) place.sessions--
    this.#placeOf.delete(id)
  }

  /** The session is deleted: nobody is to hear of it any more. */
  forget(id: SessionId): void {
    this.letGo(id)
    for (const place of this.#places) {
      place.follow = place.follow.filter(({ facts }) => facts.id !== id)
      place.grown.delete(id)
      if (place.followed > 0) place.forgotten.push(id)
    }
  }

  /** What each logger, by its number, has to know since the last call; undefined: nothing. */
  takeNews(): (TextNews | undefined)[] {
    return this.#places.map((place) => {
      if (!hasNews(place)) return undefined
      const news = { follow: place.follow, grown: [...place.grown], forgotten: place.forgotten }
      place.followed += place.follow.length
      place.follow = []
      place.forgotten = []
      place.grown.clear()
      return news
    })
  }
}

function hasNews({ follow, grown, forgotten }: Place): boolean {
  return follow.length + grown.size + forgotten.length > 0
}
