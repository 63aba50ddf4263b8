import { describe, expect, it } from 'vitest'
import type { Note } from '@tcpscope/shared/api'
import { flagAt, noteBeside, noteFlags, type TimedNote } from './noteFlags.ts'

const timed = (timeNs: number, text: string): TimedNote => ({
  note: { kind: 'bookmark', colour: 'yellow', text, from: timeNs } as Note,
  timeNs,
  record: timeNs,
})
const notes = [timed(0, ''), timed(500, 'a'), timed(510, 'b'), timed(900, 'c')]

describe('notes on the timeline', () => {
  it('[NOTE17] stand where their frame was read; what is near shares a flag, what is out of view has none', () => {
    const flags = noteFlags(notes, { start: 0, end: 600 }, 300)
    expect(flags.map(({ x, title }) => [x, title])).toEqual([
      [0, 'Bookmark (at +0 ms)'],
      [250, 'a (at +1 µs)\nb (at +1 µs)'],
    ])
    expect(flagAt(flags, 252)?.notes).toHaveLength(2)
    expect(flagAt(flags, 240)).toBeUndefined()
    const close = noteFlags(notes, { start: 480, end: 540 }, 600)
    expect(close.map(({ notes }) => notes.length)).toEqual([1, 1])
  })

  it('[NOTE18] are gone through in order of time, round and round', () => {
    const seen = ['a', 'b', 'c', '', 'a']
    let at = noteBeside(notes, ({ note }) => note.text === '', 1)
    for (const text of seen) {
      expect(at?.note.text).toBe(text)
      at = noteBeside(notes, (one) => one === at, 1)
    }
    expect(noteBeside(notes, () => false, 1)).toBe(notes[0])
    expect(noteBeside(notes, () => false, -1)).toBe(notes[3])
    expect(noteBeside([], () => false, 1)).toBeUndefined()
  })
})
