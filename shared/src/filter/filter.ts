import type { Net } from './net.ts'

/** Columns of a session that a filter looks at, by their kind. */
export type TextColumn = 'client' | 'target' | 'remote' | 'listenerName' | 'comment'
export type WordColumn = 'state' | 'cause' | 'by'
export type NumberColumn =
  | 'number'
  | 'startedAtMs'
  | 'durationNs'
  | 'upstreamBytes'
  | 'downstreamBytes'
  | 'upstreamFrames'
  | 'downstreamFrames'
  | 'gapBytes'
  | 'starred'

export type Comparison = '<' | '<=' | '=' | '>=' | '>'

/** A filter as it was understood; `matchesFilter` and the catalog's SQL say the same of it. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /** The column is one of these words; a session that has not ended has the empty word for `cause` and `by`. */
  | { readonly kind: 'word'; readonly column: WordColumn; readonly words: readonly string[] }
  /** One of the columns contains the text (or is it, when `whole`); A to Z are a to z. */
  | {
      readonly kind: 'text'
      readonly columns: readonly TextColumn[]
      readonly text: string
      readonly whole: boolean
    }
  /** The address in one of the columns lies in the net. */
  | { readonly kind: 'net'; readonly columns: readonly TextColumn[]; readonly net: Net }
  /** The sum of the columns compared; a star counts 1. */
  | {
      readonly kind: 'number'
      readonly columns: readonly NumberColumn[]
      readonly is: Comparison
      readonly value: number
    }

/** What lets everything through. */
export const EVERYTHING: Filter = { kind: 'all', of: [] }

/** A filter that cannot be read. The message is a sentence for people. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
  /** Where in the text, in UTF-16 units; its length: at the end. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}
