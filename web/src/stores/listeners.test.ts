import { expect, test } from 'vitest'
import type { ListenerId } from '@tcpscope/shared/base'
import type { Listener } from '@tcpscope/shared/api'
import { mergeListeners } from './listeners.ts'

const listener = (id: string, name: string) => ({ id, name }) as Listener

test('[LISTENERS1] oldest first, changed ones stay in place, deleted ones go', () => {
  const known = [listener('a', 'first'), listener('c', 'third')]
  const next = mergeListeners(known, [listener('b', 'second'), listener('c', 'renamed')], ['a' as ListenerId])
  expect(next.map(({ name }) => name)).toEqual(['second', 'renamed'])
})
