import { expect, test } from 'vitest'
import type { ListenerId } from '@tcpscope/shared/base'
import type { Listener, ListenerList } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import type { LiveEvents } from '../live/liveClient.ts'
import { createListeners, mergeListeners } from './listeners.ts'

const listener = (id: string, name: string) => ({ id, name, error: null }) as Listener
const A = 'a' as ListenerId

function setUp() {
  const events = new Emitter<LiveEvents>()
  const list: ListenerList = { asOf: 1, listeners: [listener('a', 'first'), listener('b', 'second')] }
  const store = createListeners({ events }, { listeners: () => Promise.resolve(list) })
  const tell = (seq: number, upserts: Listener[], removed: ListenerId[] = []) =>
    events.emit('listeners', { type: 'listeners', seq, upserts, removed })
  const names = () => store.getState().listeners.map(({ name }) => name)
  return { store, tell, names }
}

/** The list is fetched. */
async function opened() {
  const kit = setUp()
  kit.store.reload()
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  return kit
}

test('[LISTENERS1] oldest first, changed ones stay in place, deleted ones go', () => {
  const known = [listener('a', 'first'), listener('c', 'third')]
  const next = mergeListeners(known, [listener('b', 'second'), listener('c', 'renamed')], [A])
  expect(next.map(({ name }) => name)).toEqual(['second', 'renamed'])
})

test('[LISTENERS2] an answer is shown at once, but does not take back what the socket told meanwhile', async () => {
  const { store, tell, names } = await opened()
  await store.ask(() => Promise.resolve(listener('a', 'renamed')))
  expect(names()).toEqual(['renamed', 'second'])
  await store.ask(async () => {
    tell(2, [listener('a', 'renamed by somebody')])
    return listener('a', 'renamed before')
  })
  expect(names()).toEqual(['renamed by somebody', 'second'])
  await store.ask(async () => {
    tell(3, [], [A])
    return listener('a', 'deleted meanwhile')
  })
  expect(names()).toEqual(['second'])
})

test('[LISTENERS3] what went wrong stands beside the listener until the next word on it, and brings none back', async () => {
  const { store, tell } = await opened()
  const error = () => store.getState().listeners[0]?.error?.message
  store.putError(A, 'The port is taken.')
  expect(error()).toBe('The port is taken.')
  tell(2, [listener('a', 'first')])
  expect(error()).toBeUndefined()
  tell(3, [], [A])
  store.putError(A, 'Too late.')
  expect(store.getState().listeners.map(({ id }) => id)).toEqual(['b'])
})
