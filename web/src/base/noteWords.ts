import { ByteRange, type Direction } from '@tcpscope/shared/base'
import type { Note, NoteColour, NoteKind } from '@tcpscope/shared/api'
import { plural } from './format.ts'

export const KIND_WORDS: Readonly<Record<NoteKind, string>> = { bookmark: 'Bookmark', comment: 'Comment' }
export const COLOUR_WORDS: Readonly<Record<NoteColour, string>> = {
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  red: 'Red',
}

/** `↑ 0x1f0 to 0x1ff, 16 bytes`: the first byte and the last. */
export function placeWords(direction: Direction, range: ByteRange, offsets: 'hex' | 'decimal'): string {
  const name = (offset: number) => (offsets === 'hex' ? `0x${offset.toString(16)}` : String(offset))
  const length = ByteRange.length(range)
  const last = length > 1 ? ` to ${name(range.end - 1)}` : ''
  return `${direction === 'upstream' ? '↑' : '↓'} ${name(range.start)}${last}, ${plural(length, 'byte')}`
}

/** The bytes that a note is about. */
export function rangeOf({ from, to }: Pick<Note, 'from' | 'to'>): ByteRange {
  return { start: from, end: to }
}

/** What a note says, in one line; a bookmark without a name says that it is one. */
export function noteTitle({ kind, text }: Pick<Note, 'kind' | 'text'>): string {
  return text.trim() === '' ? KIND_WORDS[kind] : text
}
