import type { ByteRange, SessionId } from '@tcpscope/shared/base'
import { textCells } from '../../base/textCells.ts'
import type { FoundMatch } from '../../stores/matchList.ts'
import { PER_SESSION, type SessionMatches } from '../../stores/searchAll.ts'

/** A row of the results: a session, or one of the matches in it. */
export type ResultRow =
  | {
      readonly kind: 'session'
      readonly id: SessionId
      readonly count: number
      /** There may be more matches in it than are told. */
      readonly more: boolean
    }
  | { readonly kind: 'match'; readonly id: SessionId; readonly match: FoundMatch }

/** The results as rows, session after session. */
export function resultRows(groups: readonly SessionMatches[]): ResultRow[] {
  return groups.flatMap(({ id, matches }): ResultRow[] => [
    { kind: 'session', id, count: matches.length, more: matches.length >= PER_SESSION },
    ...matches.map((match): ResultRow => ({ kind: 'match', id, match })),
  ])
}

/** Bytes shown before a match, of the match, and behind it. */
const BEFORE = 24
const OF_MATCH = 64
const BEHIND = 48

/** The bytes to read for the words around a match; fewer may be there. */
export function snippetRange({ start, end }: ByteRange): ByteRange {
  return { start: Math.max(0, start - BEFORE), end: Math.min(end, start + OF_MATCH) + BEHIND }
}

export interface Snippet {
  readonly before: string
  readonly match: string
  /** The match is longer than what is shown of it. */
  readonly cut: boolean
  readonly behind: string
}

/**
 * A match and what surrounds it as text: UTF-8, a dot for what cannot be drawn. Nothing of it acts on the page.
 * @param bytes from the start of `snippetRange` on
 */
export function snippetText(match: ByteRange, bytes: Uint8Array): Snippet {
  const cells = textCells('utf-8', bytes)
  const from = Math.min(BEFORE, match.start)
  const length = match.end - match.start
  const to = from + Math.min(length, OF_MATCH)
  const text = (start: number, end: number) => cells.slice(start, end).join('')
  return {
    before: text(0, from),
    match: text(from, to),
    cut: length > OF_MATCH,
    // Behind a match that is cut there is only more of it.
    behind: length > OF_MATCH ? '' : text(to, cells.length),
  }
}
