import { HEX_PAIRS } from '@tcpscope/shared/hex'
import type { PatternKind, SearchPattern } from '../../stores/searchRun.ts'

/**
 * The pattern as another kind: text becomes the hex digits of its bytes, and such digits text again, so that changing
 * one's mind does not mean typing anew. What cannot be said in the other kind stays as it is written.
 */
export function convertPattern(pattern: SearchPattern, kind: PatternKind): SearchPattern {
  const { source } = pattern
  if (pattern.kind === 'text' && kind === 'hex' && !isHex(source)) {
    const digits = Array.from(new TextEncoder().encode(source), (byte) => HEX_PAIRS[byte]).join(' ')
    return { ...pattern, kind, source: digits }
  }
  if (pattern.kind === 'hex' && kind === 'text' && isHex(source)) {
    const digits = source.replaceAll(/[\s:]/g, '')
    const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
    )
    const text = new TextDecoder().decode(bytes)
    // Bytes that are no text, or could not be seen in the field, would not come back as they were.
    if (!/[\p{C}\uFFFD]/u.test(text)) return { ...pattern, kind, source: text }
  }
  return { ...pattern, kind }
}

/** Whole bytes without open digits. */
function isHex(source: string): boolean {
  return /^(?:[\s:]*[0-9a-f]{2})+[\s:]*$/i.test(source)
}
