import type { ByteRange } from '@tcpscope/shared/base'

/** A selection in the making: where it began and where it is now; both bytes belong to it. */
export interface ByteCursor {
  readonly anchor: number
  readonly head: number
}

/** The bytes from the anchor to the head of a cursor, both included. */
export function cursorRange({ anchor, head }: ByteCursor): ByteRange {
  return { start: Math.min(anchor, head), end: Math.max(anchor, head) + 1 }
}

/** The cursor of a range: `known` when it is the same range, else from its first byte to its last. */
export function cursorOf(range: ByteRange, known: ByteCursor | null): ByteCursor {
  if (known) {
    const same = cursorRange(known)
    if (same.start === range.start && same.end === range.end) return known
  }
  return { anchor: range.start, head: Math.max(range.start, range.end - 1) }
}

/**
 * How far (bytes) a key moves the cursor; undefined when it is not such a key.
 * @param pageRows rows of a screen, and `rowBytes` bytes of a row
 */
export function stepOfKey(key: string, pageRows: number, rowBytes: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return -1
    case 'ArrowRight':
      return 1
    case 'ArrowUp':
      return -rowBytes
    case 'ArrowDown':
      return rowBytes
    case 'PageUp':
      return -pageRows * rowBytes
    case 'PageDown':
      return pageRows * rowBytes
    default:
      return undefined
  }
}

/**
 * Moves the cursor within a stream of `length` bytes.
 * @param extend the anchor stays: the selection grows or shrinks
 */
export function moveCursor(cursor: ByteCursor, step: number, extend: boolean, length: number): ByteCursor {
  const head = Math.max(0, Math.min(length - 1, cursor.head + step))
  return { anchor: extend ? cursor.anchor : head, head }
}
