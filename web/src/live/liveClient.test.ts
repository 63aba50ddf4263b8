import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { encodeBinary } from '@tcpscope/shared/wire'
import type { SessionId } from '@tcpscope/shared/base'
import { testSession } from '../stores/testSession.ts'
import { LONGEST_WAIT_MS } from './backoff.ts'
import { LiveClient, type LiveState } from './liveClient.ts'
import { TestFrames, TestSocket } from './testSocket.ts'
import { ANSWER_MS, SILENCE_MS } from './watchdog.ts'

const ID = '01890000-0000-7000-8000-000000000001' as SessionId

function setUp({ authorized = true } = {}) {
  const frames = new TestFrames()
  const sockets: TestSocket[] = []
  const client = new LiveClient({
    url: 'ws://test/api/live',
    isAuthorized: () => Promise.resolve(authorized),
    openSocket: (url) => {
      const socket = new TestSocket(url)
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    schedule: frames.schedule,
    random: () => 0,
  })
  const states: LiveState['phase'][] = []
  client.events.on('state', ({ phase }) => states.push(phase))
  return { client, frames, sockets, states, socket: (n = -1) => sockets.at(n)! }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('[SOCK1] it counts as live once the server has said hello, not before', () => {
  const { client, frames, socket } = setUp()
  client.start()
  expect(client.state.phase).toBe('connecting')
  socket().greet('boot-1')
  frames.tick()
  expect(client.state.phase).toBe('live')
})

test('[SOCK2] a subscription made before the socket stands is sent after the hello, with its lanes', () => {
  const { client, frames, socket } = setUp()
  const subscription = client.subscribe(ID, { tail: ['upstream'], frames: true }, {})
  subscription.setLanes({ level: 20, first: 0, last: 3 })
  client.start()
  expect(socket().sent).toEqual([])
  socket().greet('boot-1')
  frames.tick()
  const [subscribe, lanes] = socket().sent
  expect(subscribe).toEqual({
    type: 'subscribe',
    channel: expect.any(Number) as number,
    id: ID,
    tail: ['upstream'],
    frames: true,
  })
  expect(lanes).toEqual({
    type: 'lanes',
    channel: subscribe && 'channel' in subscribe ? subscribe.channel : -1,
    view: { level: 20, first: 0, last: 3 },
  })
})

test('[SOCK3] after a loss it reconnects with growing waits and renews the subscription, telling it so', async () => {
  const { client, frames, sockets, socket, states } = setUp()
  const stale: string[] = []
  const bytes: number[] = []
  client.subscribe(
    ID,
    { tail: ['upstream'], frames: false },
    {
      stale: (reason) => stale.push(reason),
      bytes: (_direction, offset) => bytes.push(offset),
    },
  )
  client.start()
  socket().greet('boot-1')
  frames.tick()
  const first = socket().sent.at(0)!
  socket().lose()
  expect(states.at(-1)).toBe('reconnecting')

  // The next sockets do not open either: the waits grow, up to the longest.
  for (let tries = 0; tries < 8; tries++) {
    const before = sockets.length
    await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS)
    expect(sockets.length).toBeGreaterThan(before)
    socket().lose()
    await vi.advanceTimersByTimeAsync(0)
  }
  const before = sockets.length
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS / 2)
  expect(sockets.length).toBe(before)
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS / 2)
  expect(sockets.length).toBe(before + 1)

  socket().greet('boot-1', 5)
  frames.tick()
  expect(stale).toEqual(['reconnected'])
  const renewed = socket().sent.at(0)!
  expect(renewed.type).toBe('subscribe')
  // What comes on the old channel number is not for the renewed subscription.
  const payload = new Uint8Array([1])
  socket().tellBytes(
    encodeBinary({ kind: 'bytes', channel: first.channel, direction: 'upstream', offset: 7, payload }),
  )
  socket().tellBytes(
    encodeBinary({ kind: 'bytes', channel: renewed.channel, direction: 'upstream', offset: 8, payload }),
  )
  frames.tick()
  expect(bytes).toEqual([8])
})

test('[SOCK4] another bootId in the hello: the server was restarted, and everybody hears so', async () => {
  const { client, frames, socket } = setUp()
  const reasons: (string | null)[] = []
  client.events.on('hello', ({ reason }) => reasons.push(reason))
  client.start()
  socket().greet('boot-1', 900)
  frames.tick()
  socket().lose()
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS)
  socket().greet('boot-2', 3)
  frames.tick()
  expect(reasons).toEqual([null, 'restarted'])
})

test('[SOCK5] a socket that the server refuses for want of a token: unauthorized, and it keeps trying', async () => {
  const { client, frames, sockets, socket } = setUp({ authorized: false })
  client.start()
  socket().lose()
  await vi.advanceTimersByTimeAsync(0)
  expect(client.state.phase).toBe('unauthorized')
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS)
  expect(sockets.length).toBeGreaterThan(1)
  socket().greet('boot-1')
  frames.tick()
  expect(client.state.phase).toBe('live')
})

test('[SOCK6] after close nothing of the session is heard any more, and the server is told', () => {
  const { client, frames, socket } = setUp()
  const heard: number[] = []
  const subscription = client.subscribe(
    ID,
    { tail: [], frames: false },
    { session: (_session, _marks, seq) => heard.push(seq) },
  )
  client.start()
  socket().greet('boot-1')
  frames.tick()
  const channel = socket().sent.at(0)!.channel
  const session = testSession(1)
  socket().tell({ type: 'subscribed', seq: 1, channel, session, marks: [] })
  frames.tick()
  socket().tell({ type: 'watermark', seq: 2, channel, session, marks: [] })
  subscription.close()
  frames.tick()
  expect(heard).toEqual([1])
  expect(socket().sent.at(-1)).toEqual({ type: 'unsubscribe', channel })
})

test('[SOCK7] a late close of the old socket does not disturb the new one', async () => {
  const { client, frames, socket } = setUp()
  client.start()
  socket(0).greet('boot-1')
  frames.tick()
  socket(0).lose()
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT_MS)
  socket(1).greet('boot-1')
  frames.tick()
  socket(0).dispatchEvent(new Event('close'))
  expect(client.state.phase).toBe('live')
})

test('[SOCK8] stop closes for good', async () => {
  const { client, frames, sockets, socket } = setUp()
  client.start()
  socket().greet('boot-1')
  frames.tick()
  client.stop()
  await vi.advanceTimersByTimeAsync(10 * LONGEST_WAIT_MS)
  expect(sockets).toHaveLength(1)
  expect(client.state.phase).toBe('stopped')
})

test('[SOCK9] a server that falls silent is asked; one that does not answer is left for a new connection', async () => {
  const { client, frames, sockets, socket } = setUp()
  const stale: string[] = []
  client.subscribe(ID, { tail: [], frames: false }, { stale: (reason) => stale.push(reason) })
  client.start()
  socket().greet('boot-1')
  frames.tick()
  await vi.advanceTimersByTimeAsync(SILENCE_MS)
  expect(socket().sent.at(-1)).toEqual({ type: 'ping' })
  socket().tell({ type: 'pong', seq: 1 })
  await vi.advanceTimersByTimeAsync(SILENCE_MS)
  expect(client.state.phase).toBe('live')
  // Its end of the connection is gone without a word: no close event comes.
  expect(socket().sent).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(ANSWER_MS)
  expect(client.state.phase).toBe('reconnecting')
  await vi.advanceTimersToNextTimerAsync()
  expect(sockets).toHaveLength(2)
  socket().greet('boot-1', 2)
  frames.tick()
  expect(client.state.phase).toBe('live')
  expect(stale).toEqual(['reconnected'])
})
