import { expect, it } from 'vitest'
import { noteTitle, placeWords } from './noteWords.ts'

it('[NOTE13] the place of a note in words: its first and its last byte', () => {
  expect(placeWords('upstream', { start: 496, end: 512 }, 'hex')).toBe('↑ 0x1f0 to 0x1ff, 16 bytes')
  expect(placeWords('downstream', { start: 7, end: 8 }, 'decimal')).toBe('↓ 7, 1 byte')
  expect(noteTitle({ kind: 'bookmark', text: ' ' })).toBe('Bookmark')
  expect(noteTitle({ kind: 'comment', text: 'why?' })).toBe('why?')
})
