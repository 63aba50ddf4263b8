import type { Match, SearchEnd, SearchProgress } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import { ApiError, errorText, isAbort, type SearchLines } from '../data/api.ts'

export const PATTERN_KINDS = ['text', 'hex', 'regexp'] as const
export type PatternKind = (typeof PATTERN_KINDS)[number]

/** Characters a pattern may have. The server's limit, said again: its module would bring all schemas into the page. */
export const MAX_PATTERN = 2000
/** Seconds after which a search ends by itself; one can go on from there. */
export const SEARCH_SECONDS = 60

/** What is looked for, as a person wrote it. */
export interface SearchPattern {
  readonly kind: PatternKind
  readonly source: string
  readonly ignoreCase: boolean
  /** Null: both. */
  readonly direction: Direction | null
}

export const NO_PATTERN: SearchPattern = { kind: 'text', source: '', ignoreCase: true, direction: null }

/** How a search stands. */
export type RunState =
  /** Nothing is looked for. */
  | { readonly phase: 'none' }
  /** Null: the server has not said a word yet. */
  | { readonly phase: 'running'; readonly progress: SearchProgress | null }
  | { readonly phase: 'ended'; readonly end: SearchEnd }
  /** By the person, who saw as much. */
  | { readonly phase: 'cancelled'; readonly progress: SearchProgress | null }
  /** The server does not begin it; `at`: where in the pattern the mistake is, in UTF-16 units. */
  | { readonly phase: 'refused'; readonly message: string; readonly at: number | null }
  /** The answer broke off. */
  | { readonly phase: 'lost'; readonly message: string }

export const NO_RUN: RunState = { phase: 'none' }

/** A pattern in the words of the API. Hex digits have no case. */
export function patternQuery({ kind, source, ignoreCase, direction }: SearchPattern) {
  return {
    [kind]: source,
    ...(ignoreCase && kind !== 'hex' ? { ignoreCase } : {}),
    ...(direction === null ? {} : { direction }),
    timeLimit: SEARCH_SECONDS,
  }
}

/**
 * Reads a search to its end.
 * @param take gets the matches and the newest progress, batch by batch
 * @returns how it ended; null when it was aborted, which whoever did it knows best. Never rejects.
 */
export async function readSearch(
  lines: SearchLines,
  take: (matches: readonly Match[], progress: SearchProgress | null) => void,
): Promise<RunState | null> {
  try {
    for await (const batch of lines) {
      const matches = batch.filter((line) => line.type === 'match')
      take(matches, batch.findLast((line) => line.type === 'progress') ?? null)
      const end = batch.findLast((line) => line.type === 'end')
      if (end) return { phase: 'ended', end }
    }
    return { phase: 'lost', message: 'The answer broke off.' }
  } catch (error) {
    if (isAbort(error)) return null
    if (error instanceof ApiError && error.status !== 0) {
      return { phase: 'refused', message: error.message, at: error.at }
    }
    return { phase: 'lost', message: errorText(error) }
  }
}
