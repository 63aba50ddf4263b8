import { expect, test } from 'vitest'
import { CLOSE_CAUSES } from '@tcpscope/shared/capture'
import { LIVE_STATES, SESSION_STATES } from '@tcpscope/shared/api'
import { BLOCKERS } from '@tcpscope/shared/trace'
import { blockerSentence, blockerWords, closeWords, isLive, SESSION_WORDS, tryCommands } from './words.ts'

test('[WORDS1] every close cause has its words, and FIN, RST and silence name the side', () => {
  const words = CLOSE_CAUSES.map((cause) => closeWords({ cause, by: 'client' }))
  expect(new Set(words).size).toBe(CLOSE_CAUSES.length)
  expect(closeWords({ cause: 'fin', by: 'client' })).toBe('client FIN')
  expect(closeWords({ cause: 'reset', by: 'target' })).toBe('target RST')
  expect(closeWords({ cause: 'timeout', by: 'target' })).toBe('target timeout')
})

test('[WORDS2] live means here what it means on the server, and every state can be filtered for', () => {
  expect(SESSION_STATES.filter((state) => isLive({ state }))).toEqual(LIVE_STATES)
  expect(SESSION_WORDS).toEqual(['live', ...SESSION_STATES])
})

test('[WORDS5] every blocker has words of its own, and silence and a closed window name the side', () => {
  expect(new Set(BLOCKERS.map(blockerWords)).size).toBe(BLOCKERS.length)
  expect(new Set(BLOCKERS.map(blockerSentence)).size).toBe(BLOCKERS.length)
  expect(blockerWords('target-not-reading')).toBe('target not reading')
})

test.each([
  [6379, 'redis-cli -p 7001 ping'],
  [80, 'curl http://127.0.0.1:7001/'],
  [8080, 'curl http://127.0.0.1:7001/'],
  [443, 'curl -k https://127.0.0.1:7001/'],
  [5432, 'psql "host=127.0.0.1 port=7001"'],
  [25, 'nc 127.0.0.1 7001'],
])('[WORDS3] a target at port %d is tried with: %s', (targetPort, command) => {
  expect(tryCommands('127.0.0.1', 7001, targetPort)[0]?.command).toBe(command)
})

test('[WORDS4] a listener on all addresses is reached at loopback, one on IPv6 in brackets', () => {
  expect(tryCommands('0.0.0.0', 7001, 25)[0]?.command).toBe('nc 127.0.0.1 7001')
  expect(tryCommands('::', 7001, 80)[0]?.command).toBe('curl http://[::1]:7001/')
})
