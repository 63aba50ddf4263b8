import { parseFilter } from './parse.ts'
import { tokensOf } from './tokens.ts'
import type { Clock } from './values.ts'

export interface ApartFilter {
  /** What the recorded bytes must contain. */
  readonly text: string
  /** The filter without that; empty: all sessions. */
  readonly rest: string
}

/**
 * A filter that asks for text in the bytes, taken apart: a list cannot be filtered so, but the sessions that the rest
 * lets through can be searched. Null when it asks for none.
 * @throws FilterError when the filter cannot be read
 */
export function searchApart(filter: string, clock: Clock): ApartFilter | null {
  const { search } = parseFilter(filter, clock)
  if (search === null) return null
  const tokens = tokensOf(filter)
  const index = tokens.findIndex(({ from }) => from === search.at)
  let { from, to } = tokens[index]!
  // It stands in the outermost row, where all must hold: an "and" on one side goes with it.
  const [before, after] = [tokens[index - 1], tokens[index + 1]]
  if (before?.type === 'and') from = before.from
  else if (after?.type === 'and') to = after.to
  return {
    text: search.text,
    rest: `${filter.slice(0, from).trimEnd()} ${filter.slice(to).trimStart()}`.trim(),
  }
}
