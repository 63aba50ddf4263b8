import { describe, expect, it } from 'vitest'
import type { NoteId } from '@tcpscope/shared/base'
import type { Note } from '@tcpscope/shared/api'
import { testId } from '../../stores/testSession.ts'
import { LOG_LAYOUT } from '../../widgets/hexrows/index.ts'
import { notesAt } from '../../widgets/bytes/notePaths.ts'
import { noteFlags, noteLines, noteTicks } from './noteMarks.ts'

const window = { first: 10, count: 4, length: 1000, layout: LOG_LAYOUT }

function note(from: number, to: number, change: Partial<Note> = {}): Note {
  return {
    id: `${from}` as NoteId,
    sessionId: testId(1),
    direction: 'upstream',
    from,
    to,
    kind: 'comment',
    colour: 'yellow',
    text: `at ${from}`,
    createdAtMs: 1,
    changedAtMs: 1,
    ...change,
  }
}

describe('notes in a hex pane', () => {
  it('[NOTE14] lines under the bytes in view, one path a colour', () => {
    const notes = [note(0, 160), note(161, 162), note(0, 1000, { colour: 'red' }), note(224, 230)]
    expect(noteLines(notes, window)).toEqual([
      { colour: 'yellow', d: 'M12.7 0.94h2.6M62 0.94h1' },
      {
        colour: 'red',
        d: [0, 1, 2, 3].map((y) => `M9.7 ${y + 0.94}h48.6M61 ${y + 0.94}h16`).join(''),
      },
    ])
  })

  it('[NOTE15] a flag for each row in which notes begin, with all that they say', () => {
    const notes = [note(150, 170), note(160, 170, { colour: 'blue' }), note(161, 162), note(223, 999)]
    expect(noteFlags(notes, window)).toEqual([
      { y: 0, colour: 'blue', title: 'at 160\nat 161' },
      { y: 3, colour: 'yellow', title: 'at 223' },
    ])
    expect(notesAt(notes, 161)).toBe('at 150\nat 160\nat 161')
    expect(notesAt(notes, 170)).toBe('')
  })

  it('[NOTE16] a thousand notes take no more ticks in the scrollbar than it has pixels', () => {
    const notes = Array.from({ length: 1000 }, (_, i) => note(i, i + 1))
    const [ticks, ...more] = noteTicks(notes, 1000, 50)
    expect(more).toEqual([])
    expect(ticks?.d.split('M').slice(1)).toHaveLength(50)
    expect(noteTicks([note(999, 1000)], 1000, 50)).toEqual([{ colour: 'yellow', d: 'M0 49H12' }])
    // Of a later moment than the one that is shown.
    expect(noteTicks([note(999, 1000)], 10, 50)).toEqual([])
    expect(noteTicks(notes, 0, 50)).toEqual([])
  })
})
