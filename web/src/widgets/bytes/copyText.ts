import type { ByteRange } from '@tcpscope/shared/base'
import { HEX_PAIRS, ROW_BYTES, snippet, type SnippetLanguage } from '@tcpscope/shared/hex'
import { decodeText, type TextEncoding } from '../../base/textCells.ts'
import { gapAt, gapsIn } from '../../data/gaps.ts'
import { LOG_LAYOUT, offsetDigits, rowText } from '../hexrows/index.ts'

/** Forms in which bytes are copied. */
export type CopyForm = 'dump' | 'hex' | 'text' | 'base64' | SnippetLanguage

/** The longest selection that is copied; longer ones are what files are for. */
export const MAX_COPY = 1 << 20

export interface CopySource {
  readonly bytes: Uint8Array
  /** Offset of the first byte in its stream. */
  readonly start: number
  /** The gaps of the capture in that stream. */
  readonly gaps: readonly ByteRange[]
  /** What the bytes are taken for when they are copied as text. */
  readonly encoding: TextEncoding
  /** Where they come from, for a comment in source text: printable ASCII, nothing from the wire. */
  readonly about: string
}

/** Whether a form has a way to say that bytes are missing: the others would have to make some up. */
export function showsGaps(form: CopyForm): boolean {
  return form === 'dump' || form === 'hex' || form === 'text'
}

/**
 * Bytes as text for the clipboard. Bytes that are not in the capture are `--` in dump and hex, and left out of
 * the text.
 * @throws Error, a sentence for the person, when the form cannot say which bytes are missing
 */
export function copyText(form: CopyForm, source: CopySource): string {
  const { bytes, start, gaps } = source
  if (!showsGaps(form) && gapsIn(gaps, start, start + bytes.length).length > 0) {
    throw new Error('there is a capture gap in it, and only dump, hex and text can show one.')
  }
  switch (form) {
    case 'dump':
      return dumpText(source)
    case 'hex':
      return Array.from(bytes, (byte, i) => (gapAt(gaps, start + i) ? '--' : HEX_PAIRS[byte])).join('')
    case 'text':
      return decodeText(
        source.encoding,
        bytes.filter((_, i) => !gapAt(gaps, start + i)),
      )
    case 'base64':
      return base64(bytes)
    default:
      return snippet(form, bytes, source.about)
  }
}

/** The forms in the order of a menu, and their names there. */
export const COPY_FORMS: readonly { readonly form: CopyForm; readonly label: string }[] = [
  { form: 'dump', label: 'Hex dump' },
  { form: 'hex', label: 'Hex digits' },
  { form: 'text', label: 'Text' },
  { form: 'base64', label: 'Base64' },
  { form: 'c', label: 'C' },
  { form: 'go', label: 'Go' },
  { form: 'python', label: 'Python' },
  { form: 'javascript', label: 'JavaScript' },
]

/** `btoa` takes a character a byte; functions take so many arguments only. */
function base64(bytes: Uint8Array): string {
  const part = 0x8000
  let text = ''
  for (let at = 0; at < bytes.length; at += part) {
    text += String.fromCharCode(...bytes.subarray(at, at + part))
  }
  return btoa(text)
}

/** Rows of the hex log with the stream's offsets. */
function dumpText({ bytes, start, gaps }: CopySource): string {
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
