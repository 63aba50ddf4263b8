import type { Pattern } from './pattern.ts'

/** A place in a window: its first byte and its length, at least 1. */
export interface Hit {
  readonly start: number
  readonly length: number
}

/** Finds a pattern in windows of a longer run of bytes. */
export interface Matcher {
  /** Whether there is a match at a byte is certain when so many bytes from there on are in the window. */
  readonly reach: number
  /** Bytes before a match that may decide on it. */
  readonly behind: number
  /** The window must stay as it is while the answer is used: it gives the first match at `from` or behind it. */
  open(window: Buffer): (from: number) => Hit | undefined
}

/** @throws SyntaxError when a regular expression is too large for the engine */
export function matcherOf(pattern: Pattern): Matcher {
  return pattern.kind === 'bytes' ? bytesMatcher(pattern.bytes) : regExpMatcher(pattern)
}

function bytesMatcher(bytes: Uint8Array): Matcher {
  const { length } = bytes
  return {
    reach: length,
    behind: 0,
    open: (window) => (from) => {
      const start = window.indexOf(bytes, from)
      return start < 0 ? undefined : { start, length }
    },
  }
}

function regExpMatcher(pattern: Pattern & { kind: 'regexp' }): Matcher {
  const { source, flags, longest, behind, contains } = pattern
  const expression = new RegExp(source, flags)
  return {
    // One more than the longest match: `$` and `\b` look at the byte behind it.
    reach: longest + 1,
    behind,
    open(window) {
      if (contains && contains.length > 0 && window.indexOf(contains) < 0) return () => undefined
      const text = window.toString('latin1')
      return (from) => {
        expression.lastIndex = from
        for (;;) {
          const found = expression.exec(text)
          if (!found) return undefined
          const { length } = found[0]
          // No bytes are no match, but it may match something further on.
          if (length > 0) return { start: found.index, length }
          expression.lastIndex = found.index + 1
        }
      }
    },
  }
}
