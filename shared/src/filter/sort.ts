import type { Order, Session, Sort } from '../api/index.ts'

export interface Sorting {
  readonly sort: Sort
  readonly order: Order
}

/** Newest first. */
export const NEWEST_FIRST: Sorting = { sort: 'started', order: 'desc' }

export function isSorting(a: Sorting, b: Sorting): boolean {
  return a.sort === b.sort && a.order === b.order
}

/** What a session is sorted by; sessions with the same go by their ids. */
export function sortKey(session: Session, sort: Sort): string | number {
  switch (sort) {
    case 'started':
      return session.id
    case 'state':
    case 'number':
    case 'client':
    case 'target':
      return session[sort]
    case 'listener':
      return session.listenerName
    case 'up':
      return session.upstreamBytes
    case 'down':
      return session.downstreamBytes
    case 'duration':
      return session.durationNs
    case 'close':
      return session.close?.cause ?? ''
  }
}

/** A place in a sorted list: that of a session, or where it was. */
export interface Place {
  readonly id: string
  readonly key: string | number
}

export function placeOf(session: Session, { sort }: Sorting): Place {
  return { id: session.id, key: sortKey(session, sort) }
}

/** Below 0 when `a` stands before `b`, 0 only for the same session at the same place. */
export function comparePlaces(a: Place, b: Place, order: Order): number {
  const by = compareKeys(a.key, b.key) || compareKeys(a.id, b.id)
  return order === 'asc' ? by : -by
}

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compareText(String(a), String(b))
}

/** By code points, as SQLite compares text: UTF-16 would put some letters elsewhere. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
  // One is the beginning of the other.
  if (at === a.length || at === b.length) return a.length - b.length
  // Halves of a pair, U+D800 to U+DFFF, stand for letters behind all others.
  const [xHigh, yHigh] = [isHalf(x), isHalf(y)]
  return xHigh === yHigh ? x - y : xHigh ? 1 : -1
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

/** Where a page ends, to be given back for the next one: the id, and behind it what was sorted by. */
export function cursorText({ id, key }: Place, { sort }: Sorting): string {
  return sort === 'started' ? id : `${id}:${key}`
}

/** @returns undefined when it is no cursor of a list sorted so; ids are not looked at */
export function parseCursor(text: string, { sort }: Sorting): Place | undefined {
  const [id, colon] = [text.slice(0, 36), text.slice(36, 37)]
  if (sort === 'started') return text.length === 36 ? { id, key: id } : undefined
  if (colon !== ':') return undefined
  const key = text.slice(37)
  if (sort !== 'number' && sort !== 'up' && sort !== 'down' && sort !== 'duration') return { id, key }
  return /^\d{1,16}$/.test(key) ? { id, key: Number(key) } : undefined
}
