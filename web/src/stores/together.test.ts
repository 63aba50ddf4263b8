import type { SessionId } from '@tcpscope/shared/base'
import { expect, test } from 'vitest'
import { createTogetherStore } from './together.ts'

test('[TOG1] only the direction that was moved last is heard, and told once', () => {
  const id = 'a' as SessionId
  const together = createTogetherStore()
  const heard: unknown[] = []
  together.subscribe(({ leader, otherOffset }) => heard.push([leader, otherOffset]))
  together.say(id, 'upstream', 7)
  together.lead(id, 'upstream')
  together.lead(id, 'upstream')
  together.say(id, 'upstream', 7)
  together.say(id, 'upstream', 7)
  together.say(id, 'downstream', 9)
  together.say('b' as SessionId, 'upstream', 9)
  expect(heard).toEqual([
    ['upstream', null],
    ['upstream', 7],
  ])
  together.lead(id, 'downstream')
  together.say(id, 'downstream', 'end')
  expect(together.getState()).toEqual({ sessionId: id, leader: 'downstream', otherOffset: 'end' })
})
