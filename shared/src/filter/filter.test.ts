import { describe, expect, it } from 'vitest'
import type { Session } from '../api/index.ts'
import { FilterError, matchesFilter, parseFilter } from './index.ts'

const clock = { nowMs: Date.UTC(2026, 0, 31, 12, 0), utcOffsetMin: 60 }

const session = {
  state: 'open',
  client: '10.1.2.3:50001',
  target: 'db.example.test:6379',
  remote: '[2001:db8::7]:6379',
  listenerName: 'Redis (old)',
  number: 17,
  startedAtMs: clock.nowMs - 60_000,
  durationNs: 2_000_000_000,
  upstreamBytes: 400_000,
  downstreamBytes: 700_000,
  upstreamFrames: 3,
  downstreamFrames: 4,
  gapBytes: 0,
  close: null,
  starred: true,
  comment: 'The slow one',
} as Session
const ended = {
  ...session,
  state: 'closed',
  close: { cause: 'reset', by: 'target', code: null, text: '' },
} as Session

const lets = (text: string, one = session) => matchesFilter(one, parseFilter(text, clock).filter)
function fault(text: string): { at: number; message: string } {
  try {
    parseFilter(text, clock)
  } catch (error) {
    if (error instanceof FilterError) return { at: error.at, message: error.message }
    throw error
  }
  throw new Error(`"${text}" was understood`)
}

describe('filter', () => {
  it.each([
    ['', true],
    ['state:open', true],
    ['state:OPEN,closed', true],
    ['state:live', true],
    ['-state:live', false],
    ['state!=open', false],
    ['state:ended', false],
    ['close:rst', false],
    ['not close:rst', true],
    ['client:10.0.0.0/8', true],
    ['client:10.1.2.3', true],
    ['client:10.1.2.4', false],
    ['client:10.1.2.0/30', true],
    ['client:10.1.2.4/30', false],
    ['client:0.0.0.0/0', true],
    ['target:2001:db8::/32', true],
    ['target:2001:db9::/32', false],
    ['target:::ffff:10.0.0.0/8', false],
    ['target:EXAMPLE', true],
    ['target::6379', true],
    ['target=db.example.test:6379', true],
    ['target=db.example.test', false],
    ['listener:redis', true],
    ['listener:"redis (old)"', true],
    ['listener="Redis"', false],
    ['bytes>1M', true],
    ['bytes>1.1M', false],
    ['bytes>=1.1M', true],
    ['bytes<1Mi', false],
    ['up<1Mi', true],
    ['down:700k', true],
    ['frames=7', true],
    ['gap>0', false],
    ['duration>1.5s', true],
    ['duration<=1999ms', false],
    ['number=17', true],
    ['is:starred', true],
    ['-is:starred', false],
    ['is:commented', true],
    ['comment:SLOW', true],
    ['comment:fast', false],
    ['#17', true],
    ['#18', false],
    ['after:-5m', true],
    ['after:-30s', false],
    ['before:now', true],
    ['after:2026-01-31', true],
    ['after:2026-01-31T13:00', false],
    ['after:2026-01-31T12:58', true],
    ['after:2026-01-31T12:58Z', false],
    ['after:12:58', true],
    ['after:13:00', false],
    ['before:1769860740001', true],
    ['example', true],
    ['"10.1.2.3:5"', true],
    ['localhost:6379', false],
    ['state:closed or bytes>1M', true],
    ['state:closed or bytes>1M up>1M', false],
    ['(state:closed or bytes>1M) up>1k', true],
    ['not (state:closed or bytes>1M)', false],
    ['- example', false],
    ['state:open and client:10.', true],
  ])('[FILTER1] %s: %s', (text, expected) => {
    expect(lets(text)).toBe(expected)
  })

  it('[FILTER2] an ended session has a cause and somebody who ended it', () => {
    expect(lets('close:rst by:target', ended)).toBe(true)
    expect(lets('close:fin,refused', ended)).toBe(false)
    expect(lets('state:ended', ended)).toBe(true)
  })

  it.each([
    ['stat:open', 0, 'There is no field "stat". Did you mean state?'],
    ['bytes>1M xyz:open', 9, 'There is no field "xyz".'],
    ['state:opne', 6, '"opne" is none of connecting, open,'],
    ['state:open,', 11, 'A value is missing'],
    ['state:', 6, 'A value is missing'],
    ['state>open', 5, 'neither more nor less'],
    ['bytes>1X', 6, '"1X" is not a size'],
    ['bytes>-1', 6, '"-1" is not a size'],
    ['duration>5', 9, '"5" is not a length of time'],
    ['number>1.5', 7, 'a whole number'],
    ['after:yesterday', 6, '"yesterday" is not a moment'],
    ['after:2026-02-30', 6, 'is not a moment'],
    ['after:25:00', 6, 'is not a moment'],
    ['after>-5m', 5, 'comes a colon'],
    ['client:10.0.0.0/33', 7, 'is not a net'],
    ['client:"a', 7, 'quotation mark is not closed'],
    ['a (state:open', 2, 'parenthesis is not closed'],
    ['state:open )', 11, 'closes none'],
    ['()', 1, 'Something is missing before this parenthesis'],
    ['or a', 0, 'Something is missing before "or"'],
    ['a or', 4, 'Something is missing at the end'],
    ['not', 3, 'Something is missing at the end'],
    ['""', 0, 'nothing between the quotation marks'],
    ['text:a text:b', 7, 'Only one search'],
    ['a or text:b', 5, 'neither in parentheses nor beside'],
    ['-text:b', 1, 'neither in parentheses nor beside'],
    ['text:a,b', 0, 'searched for one text'],
    ['a\u0000b', 1, 'no control characters'],
    ['x '.repeat(51), 100, 'at most 50 terms'],
    ['a'.repeat(1001), 1000, 'at most 1000 characters'],
    [`${'('.repeat(30)}a`, 20, 'nested too deeply'],
  ])('[FILTER3] %s: points at %i and says why', (text, at, message) => {
    const found = fault(text)
    expect(found.message).toContain(message)
    expect(found.at).toBe(at)
  })

  it('[FILTER4] a search in the bytes stands beside the rest; moments say what they depend on', () => {
    const parsed = parseFilter('state:live text:"PASS \\"x\\"" bytes>1', clock)
    expect(parsed.search).toEqual({ text: 'PASS "x"', at: 11 })
    expect(matchesFilter(session, parsed.filter)).toBe(true)
    expect(parsed).toMatchObject({ moves: false, local: false })
    expect(parseFilter('after:-5m', clock)).toMatchObject({ moves: true, local: false })
    expect(parseFilter('after:2026-01-01', clock)).toMatchObject({ moves: false, local: true })
    expect(parseFilter('after:2026-01-01T00:00+01:00', clock)).toMatchObject({ moves: false, local: false })
  })

  it('[FILTER5] any text is either understood or refused with a place in it', () => {
    // Everything that three pieces can be put together to.
    const pieces = [
      'state:open',
      'or',
      'not',
      '(',
      ')',
      '"',
      '-',
      ',',
      ':',
      'text:a',
      'bytes>',
      '#1',
      ' ',
      '\\',
    ]
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces)
          for (const glue of ['', ' ']) {
            const text = [a, b, c].join(glue)
            try {
              lets(text)
            } catch (error) {
              if (!(error instanceof FilterError)) throw error
              const { at } = error
              expect([text, at >= 0 && at <= text.length]).toEqual([text, true])
            }
          }
  })
})
