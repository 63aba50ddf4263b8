import { expect, test } from 'vitest'
import type { BulkEnd } from '@tcpscope/shared/api'
import { bulkWords } from './bulkWords.ts'

const NOTHING: BulkEnd = {
  type: 'end',
  looked: 0,
  total: 0,
  done: 0,
  live: 0,
  ended: 0,
  gone: 0,
  failed: 0,
  message: null,
}

test('[BULK6] the result names everything that came of it, and nothing that did not', () => {
  expect(bulkWords('close', { ...NOTHING, done: 198, ended: 2 })).toBe('198 closed, 2 had ended.')
  expect(bulkWords('delete', { ...NOTHING, done: 1200 })).toBe('1,200 deleted.')
  expect(bulkWords('delete', { ...NOTHING, live: 3, gone: 1, failed: 2, message: 'disk full' })).toBe(
    '0 deleted, 3 still open: close them first, 1 had been deleted already, 2 failed (disk full).',
  )
})
