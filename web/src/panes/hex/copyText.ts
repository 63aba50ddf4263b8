import type { ByteRange } from '@tcpscope/shared/base'
import { HEX_PAIRS, ROW_BYTES } from '@tcpscope/shared/hex'
import { gapAt, gapsIn } from '../../data/gaps.ts'
import { LOG_LAYOUT, offsetDigits, rowText } from '../../widgets/hexrows/index.ts'

/** Forms in which bytes are copied. */
export type CopyForm = 'dump' | 'hex' | 'text'

/** The longest selection that is copied; longer ones are what the downloads are for. */
export const MAX_COPY = 1 << 20

/**
 * Bytes as text for the clipboard: a dump with the stream's offsets, bare hex digits, or UTF-8 text. Bytes
 * that are not in the capture are `--` in dump and hex, and left out of the text.
 * @param start offset of the first byte in its stream
 */
export function copyText(
  form: CopyForm,
  bytes: Uint8Array,
  start: number,
  gaps: readonly ByteRange[],
): string {
  switch (form) {
    case 'dump':
      return dumpText(bytes, start, gaps)
    case 'hex':
      return Array.from(bytes, (byte, i) => (gapAt(gaps, start + i) ? '--' : HEX_PAIRS[byte])).join('')
    case 'text':
      return new TextDecoder().decode(bytes.filter((_, i) => !gapAt(gaps, start + i)))
    default:
      return form satisfies never
  }
}

function dumpText(bytes: Uint8Array, start: number, gaps: readonly ByteRange[]): string {
  const layout = { ...LOG_LAYOUT, digits: offsetDigits(start + bytes.length) }
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const part = bytes.subarray(at, at + ROW_BYTES)
    const offset = start + at
    const touching = gapsIn(gaps, offset, offset + part.length)
    const row = { layout, offset, count: part.length, bytes: part, start: offset, gaps: touching }
    lines.push(rowText(row).text)
  }
  return lines.map((line) => `${line}\n`).join('')
}
