import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { decodeBinary, type ServerMessage } from '@tcpscope/shared/wire'
import { settle } from '../live/testkit/handClock.ts'
import { bearer, type TestApp, testApp } from './testApp.ts'

/** Longest that is waited for anything that comes through a socket. */
const PATIENCE = { timeout: 30_000, interval: 10 }

describe('API over a real socket', () => {
  let test: TestApp
  let port = 0
  beforeEach(async () => {
    test = await testApp(() => port)
    await test.app.listen({ host: '127.0.0.1', port: 0 })
    port = (test.app.server.address() as AddressInfo).port
  })
  afterEach(() => test.end())

  async function openSocket(): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: bearer })
    await once(socket, 'open')
    return socket
  }
  const download = (id: string, kind: string, signal: AbortSignal | null = null) =>
    fetch(`http://127.0.0.1:${port}/api/sessions/${id}/download/${kind}`, { headers: bearer, signal })

  it.each(['hex', 'upstream', 'zip'])(
    '[API16] a client that goes away ends the reading of a %s download',
    async (kind) => {
      const session = test.kit.session().open().grow('upstream', Buffer.alloc(8))
      const state = { reading: 0, ended: 0 }
      async function* endless() {
        state.reading++
        try {
          for (;;) {
            yield randomBytes(65_536)
            await settle()
          }
        } finally {
          state.ended++
        }
      }
      test.kit.capture.streamHexLog = endless
      test.kit.capture.streamBytes = endless
      test.kit.capture.size = () => Promise.resolve(2 ** 40)
      const abort = new AbortController()
      const answer = await download(session.id, kind, abort.signal)
      const first = await answer.body!.getReader().read()
      expect(first.value!.length).toBeGreaterThan(0)
      abort.abort()
      await vi.waitFor(() => expect(state).toEqual({ reading: 1, ended: 1 }), PATIENCE)
    },
  )

  it.each(['upstream', 'zip'])(
    '[API17] a recording that fails breaks a %s download off instead of leaving it open',
    async (kind) => {
      const session = test.kit.session().open().grow('upstream', Buffer.alloc(100_000))
      test.kit.capture.streamBytes = async function* (_ref, _direction, start) {
        yield new Uint8Array(50_000)
        if (kind === 'zip') throw new Error(`the disk failed after ${start}`)
      }
      const answer = await download(session.id, kind)
      await expect(answer.arrayBuffer()).rejects.toThrow('terminated')
    },
  )

  it('[API18] the live socket: what is said at once is heard, news and bytes come, closing says why', async () => {
    const session = test.kit.session().open()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: bearer })
    const texts: ServerMessage[] = []
    const binaries: Buffer[] = []
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) binaries.push(data)
      else texts.push(JSON.parse(data.toString()) as ServerMessage)
    })
    const closed = once(socket, 'close')
    socket.on('open', () => {
      socket.send(
        JSON.stringify({ type: 'subscribe', channel: 1, id: session.id, tail: ['upstream'], frames: false }),
      )
      socket.send(Buffer.from('binary nonsense'))
    })
    await vi.waitFor(
      () => expect(texts.map((one) => one.type)).toEqual(['hello', 'error', 'subscribed']),
      PATIENCE,
    )
    session.grow('upstream', Buffer.from('live bytes'))
    await test.kit.timers.pass(200)
    await vi.waitFor(() => expect(binaries).toHaveLength(1), PATIENCE)
    expect(decodeBinary(binaries[0]!)).toMatchObject({ channel: 1, direction: 'upstream', offset: 0 })
    expect(binaries[0]!.toString('latin1')).toContain('live bytes')
    await vi.waitFor(() => expect(texts.some((one) => one.type === 'watermark')).toBe(true), PATIENCE)
    await test.app.close()
    expect((await closed)[0]).toBe(1001)
  })

  it('[API19] a page that closes its socket is forgotten; a message that is too long ends the socket', async () => {
    const [one, two] = [await openSocket(), await openSocket()]
    await vi.waitFor(() => expect(test.kit.hub.tabs).toBe(2), PATIENCE)
    one.close()
    const closed = once(two, 'close')
    two.send('x'.repeat(100_000))
    expect((await closed)[0]).toBe(1009)
    await vi.waitFor(() => expect(test.kit.hub.tabs).toBe(0), PATIENCE)
  })
})
