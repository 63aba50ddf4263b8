import { expect, test } from 'vitest'
import { listTitle, sessionTitle } from './pageTitle.ts'

test('[TITLE1] the title says which session, whose, and as of when; a list says what it is filtered by', () => {
  const session = { number: 12, client: '127.0.0.1:5000', target: 'redis:6379', listenerName: 'redis:6379' }
  expect(sessionTitle(session, null)).toBe('#12 127.0.0.1:5000 → redis:6379 · tcpscope')
  expect(sessionTitle({ ...session, listenerName: 'cache' }, 1_234_567_890)).toBe(
    '#12 127.0.0.1:5000 → redis:6379 · cache · as of +1.235 s · tcpscope',
  )
  expect(listTitle(null, '', undefined)).toBe('tcpscope')
  expect(listTitle('cache', 'state:open')).toBe('cache · state:open · tcpscope')
})

test('[TITLE2] nothing in a title steers a terminal or turns its neighbours around', () => {
  const title = listTitle('\u202etxt.exe\u2066\u200f \u001b[31m\u0000\u2028\ud800 <b>日本 é</b>')
  expect(title).toBe('\ufffdtxt.exe\ufffd\ufffd \ufffd[31m\ufffd\ufffd\ufffd <b>日本 é</b> · tcpscope')
})
