import { expect, it } from 'vitest'
import { NO_PATTERN, type PatternKind } from '../../stores/searchRun.ts'
import { convertPattern } from './convertPattern.ts'

const converted = (from: PatternKind, source: string, to: PatternKind) =>
  convertPattern({ ...NO_PATTERN, kind: from, source }, to).source

it('[FINDP1] text and hex digits become each other; what would not come back stays as it is written', () => {
  expect(converted('text', 'PÄ ', 'hex')).toBe('50 c3 84 20')
  expect(converted('hex', '50 c3:84', 'text')).toBe('PÄ')
  expect(converted('text', 'de ad', 'hex')).toBe('de ad')
  expect(converted('hex', '50 4?', 'text')).toBe('50 4?')
  expect(converted('hex', '50 00', 'text')).toBe('50 00')
  expect(converted('hex', 'ff fe', 'text')).toBe('ff fe')
  expect(converted('hex', '0d 0a', 'text')).toBe('0d 0a')
  expect(converted('text', 'a.b', 'regexp')).toBe('a.b')
  expect(converted('text', '', 'hex')).toBe('')
})
