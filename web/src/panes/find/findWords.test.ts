import type { SearchEnd, SearchProgress } from '@tcpscope/shared/api'
import { describe, expect, it } from 'vitest'
import type { RunState } from '../../stores/searchRun.ts'
import { countWords, extentWords, noteOf, wrapWords } from './findWords.ts'

const one = { searchedBytes: 340, totalBytes: 1000, searchedSessions: 0, totalSessions: 1 }
const many = { searchedBytes: 5_000_000, totalBytes: null, searchedSessions: 12, totalSessions: 340 }
const progress = (
  waiting: number,
  extent = one as Omit<SearchProgress, 'type' | 'waiting'>,
): SearchProgress => ({
  type: 'progress',
  waiting,
  ...extent,
})
const ended = (done: SearchEnd['done'], more: Partial<SearchEnd> = {}): RunState => ({
  phase: 'ended',
  end: {
    type: 'end',
    done,
    message: null,
    matches: 10_000,
    ...one,
    liveSessions: 0,
    unreadableSessions: 0,
    next: null,
    ...more,
  },
})
const running: RunState = { phase: 'running', progress: progress(0) }

function note(run: RunState, newBytes = 0) {
  const { text, action } = noteOf(run, newBytes) ?? { text: null, action: null }
  return [text, action]
}

describe('words of a search', () => {
  it('[FINDW1] the count has a plus as long as there may be more', () => {
    expect(countWords(ended('complete'), 11, 3410)).toBe('12 of 3,410')
    expect(countWords(ended('limit'), 11, 3410)).toBe('12 of 3,410+')
    expect(countWords(running, null, 5)).toBe('– of 5+')
    expect(countWords(running, null, 0)).toBe('searching…')
    expect(countWords(ended('complete'), null, 0)).toBe('no match')
    expect(countWords(ended('time'), null, 0)).toBe('none so far')
    expect(countWords({ phase: 'none' }, null, 0)).toBe('')
  })

  it('[FINDW2] every end of a search has honest words and what can be done', () => {
    expect(note({ phase: 'none' })).toEqual([null, null])
    expect(note(running)).toEqual(['34 % of 1.00 kB', 'cancel'])
    expect(note({ phase: 'running', progress: progress(2) })).toEqual([
      'Waiting for 2 other searches…',
      'cancel',
    ])
    expect(note({ phase: 'running', progress: progress(0, many) })).toEqual([
      '12 of 340 sessions, 5.00 MB',
      'cancel',
    ])
    expect(note({ phase: 'cancelled', progress: progress(0) })).toEqual(['Cancelled at 34 %.', 'again'])
    expect(note(ended('limit'))).toEqual(['Stopped after 10,000 matches: 34 % searched.', 'goOn'])
    expect(note(ended('time'))).toEqual(['Stopped after 60 s: 34 % searched.', 'goOn'])
    expect(note(ended('cancelled'))).toEqual(['The server has ended the search.', 'again'])
    expect(note(ended('failed', { message: 'It is too large.' }))).toEqual(['It is too large.', 'again'])
    expect(note(ended('complete'))).toEqual([null, null])
    expect(note(ended('complete'), 58)).toEqual(['58 B recorded since.', 'searchNew'])
    expect(note(ended('complete', { unreadableSessions: 1 }))[1]).toBe('again')
    expect(note({ phase: 'refused', message: 'No digit.', at: 1 })).toEqual(['No digit.', null])
    expect(note({ phase: 'refused', message: 'Too many.', at: null })).toEqual(['Too many.', 'again'])
    expect(note({ phase: 'lost', message: 'Gone.' })).toEqual(['Gone.', 'again'])
  })

  it('[FINDW4] going on from the other end is said, and when that is not that of all', () => {
    expect(wrapWords(ended('complete'), null)).toBe('')
    expect(wrapWords(ended('complete'), 'start')).toBe('Went on from the start.')
    expect(wrapWords(ended('complete'), 'end')).toBe('Went on from the end.')
    expect(wrapWords(running, 'start')).toBe('Went on from the start of what is searched.')
  })

  it('[FINDW3] not quite all is not said to be all', () => {
    expect(extentWords({ ...one, searchedBytes: 9999, totalBytes: 10_000 })).toBe('99 %')
    expect(extentWords({ ...one, searchedBytes: 1000 })).toBe('100 %')
    expect(extentWords({ ...one, searchedBytes: 0, totalBytes: 0 })).toBe('100 %')
  })
})
