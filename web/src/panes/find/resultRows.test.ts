import { describe, expect, it } from 'vitest'
import { PER_SESSION } from '../../stores/searchAll.ts'
import { testId } from '../../stores/testSession.ts'
import { resultRows, snippetRange, snippetText } from './resultRows.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const match = (start: number) => ({
  direction: 'upstream' as const,
  range: { start, end: start + 4 },
  record: null,
})

/** What is shown of a match in a stream of these bytes. */
function shown(stream: Uint8Array, start: number, end: number) {
  const range = snippetRange({ start, end })
  return snippetText({ start, end }, stream.subarray(range.start, range.end))
}

describe('rows of results', () => {
  it('[RESR1] a heading for each session, and whether there may be more in it', () => {
    const many = Array.from({ length: PER_SESSION }, (_, i) => match(i * 4))
    const rows = resultRows([
      { id: testId(2), matches: [match(7)] },
      { id: testId(1), matches: many },
    ])
    expect(rows).toHaveLength(1 + 1 + 1 + PER_SESSION)
    expect(rows[0]).toEqual({ kind: 'session', id: testId(2), count: 1, more: false })
    expect(rows[1]).toEqual({ kind: 'match', id: testId(2), match: match(7) })
    expect(rows[2]).toMatchObject({ kind: 'session', more: true })
  })

  it('[RESR2] a match at the beginning, at the end and in the middle, with what surrounds it', () => {
    const stream = utf8(`PASS${'x'.repeat(100)}PASS${'y'.repeat(100)}PASS`)
    expect(shown(stream, 0, 4)).toEqual({ before: '', match: 'PASS', cut: false, behind: 'x'.repeat(48) })
    expect(shown(stream, 104, 108)).toEqual({
      before: 'x'.repeat(24),
      match: 'PASS',
      cut: false,
      behind: 'y'.repeat(48),
    })
    expect(shown(stream, 208, 212)).toMatchObject({ match: 'PASS', behind: '' })
    expect(shown(stream, 0, 200)).toMatchObject({ before: '', cut: true, behind: '' })
  })

  it('[RESR3] bytes from the wire stay text in their line', () => {
    const { before, match: found, behind } = shown(utf8('a\r\n\u202E\u0000PASS\u001B[2Jé'), 7, 11)
    expect([before, found, behind]).toEqual(['a......', 'PASS', '.[2Jé'])
  })
})
