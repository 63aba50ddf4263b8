import { textCells } from '../../base/textCells.ts'
import type { ByteRange } from '@tcpscope/shared/base'
import { HEX_PAIRS } from '@tcpscope/shared/hex'
import { hexColumn, offsetText, textColumn, type RowLayout } from './rowLayout.ts'

/** What a byte looks like: 00, printable, any other, missing from the capture, not loaded yet. */
export type ByteLook = 'zero' | 'text' | 'other' | 'gap' | 'loading'

/** What is marked over the looks of bytes: found bytes, and those of the match one stands at. */
export type MarkLook = 'match' | 'found'

/** Characters `[start, end)` of a row's text that look alike. Printable ones are not listed: they are normal. */
export interface LookRun {
  readonly look: Exclude<ByteLook, 'text'> | MarkLook
  readonly start: number
  readonly end: number
}

/** A character that may be wider than a column or leave no trace in it: it is drawn in its place, not in the line. */
export interface Glyph {
  readonly column: number
  readonly character: string
}

export interface RowText {
  readonly text: string
  readonly runs: readonly LookRun[]
  readonly glyphs: readonly Glyph[]
}

export interface RowSource {
  readonly layout: RowLayout
  /** Shown before the bytes. */
  readonly offset: number
  /** Bytes the row has, 1..layout.bytes, and the first of them as far as they are known. */
  readonly count: number
  readonly bytes: Uint8Array
  /** Bytes in front of the row and behind it, where they are known: parts of characters in UTF-8. */
  readonly before?: Uint8Array | undefined
  readonly after?: Uint8Array | undefined
  /** Where the row begins in its stream, and the gaps of that stream that touch it. */
  readonly start: number
  readonly gaps: readonly ByteRange[]
}

const NO_GLYPHS: readonly Glyph[] = []
/** The last character of which the page's monospaced face has a glyph for sure. */
const LAST_IN_FACE = 'ÿ'

/**
 * One row of text: in the layout of the hex log exactly its line, for known bytes. A byte in a gap reads `--`,
 * one that is not loaded `··`, so neither can be taken for a value.
 */
export function rowText({ layout, offset, count, bytes, before, after, start, gaps }: RowSource): RowText {
  const cells = textCells(layout.text, bytes, before, after)
  let hex = offsetText(offset, layout) + ' '
  let text = ''
  let glyphs: Glyph[] | undefined
  const looks: ByteLook[] = []
  for (let i = 0; i < layout.bytes; i++) {
    hex += i > 0 && i % 8 === 0 ? '  ' : ' '
    if (i >= count) {
      hex += '  '
      continue
    }
    const at = start + i
    const byte = bytes[i]
    if (gaps.some((gap) => at >= gap.start && at < gap.end)) {
      hex += '--'
      text += '-'
      looks.push('gap')
    } else if (byte === undefined) {
      hex += '··'
      text += '·'
      looks.push('loading')
    } else {
      const cell = cells[i]!
      hex += HEX_PAIRS[byte]!
      if (cell > LAST_IN_FACE) (glyphs ??= []).push({ column: textColumn(i, layout), character: cell })
      text += cell === '' || cell > LAST_IN_FACE ? ' ' : cell
      looks.push(byte === 0 ? 'zero' : cell === '.' && byte !== DOT[layout.text] ? 'other' : 'text')
    }
  }
  return { text: `${hex}  |${text}|`, runs: runsOf(looks, layout), glyphs: glyphs ?? NO_GLYPHS }
}

/** The byte that is a dot, and not one in place of something else. */
const DOT: Readonly<Record<RowLayout['text'], number>> = {
  ascii: 0x2e,
  'utf-8': 0x2e,
  'latin-1': 0x2e,
  ebcdic: 0x4b,
}

function runsOf(looks: readonly ByteLook[], layout: RowLayout): LookRun[] {
  const runs: LookRun[] = []
  for (let first = 0; first < looks.length;) {
    const look = looks[first]!
    let last = first
    while (looks[last + 1] === look) last++
    if (look !== 'text') {
      runs.push({ look, start: hexColumn(first, layout), end: hexColumn(last, layout) + 2 })
      runs.push({ look, start: textColumn(first, layout), end: textColumn(last, layout) + 1 })
    }
    first = last + 1
  }
  return runs
}
