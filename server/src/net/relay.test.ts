import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ListenerId, type SessionId, formatAddress } from '@tcpscope/shared/base'
import { MARK_CODES } from '@tcpscope/shared/capture'
import { createTapMemory, TapReader, TapType } from '../core/tapRing.ts'
import { Relay } from './relay.ts'
import { Tap } from './tap.ts'

/** A tap that says when a mark passes. */
class WatchedTap extends Tap {
  onMark: (code: string, connection: number) => void = () => {}
  onData: (bytes: number) => void = () => {}

  override pushData(
    connection: number,
    direction: 0 | 1,
    bytes: Uint8Array,
    read: number,
    taken: number,
  ): boolean {
    this.onData(bytes.length)
    return super.pushData(connection, direction, bytes, read, taken)
  }

  override pushMark(connection: number, direction: 0 | 1, code: number, time: number): void {
    super.pushMark(connection, direction, code, time)
    this.onMark(MARK_CODES[code]!, connection)
  }
}

/** Longest that is waited for anything: a second, as usual, is short where the processors are busy. */
const PATIENCE = { timeout: 30_000, interval: 10 }

let target: Server
let relay: Relay
const sockets: Socket[] = []

afterEach(() => {
  relay.closeAll()
  void relay.drain()
  target.close()
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function makeRelay(onTarget: (socket: Socket) => void, tapBytes = 1 << 20) {
  const memory = createTapMemory(tapBytes)
  const tap = new WatchedTap(memory)
  const reader = new TapReader(memory)
  target = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    onTarget(socket)
  })
  target.listen(0, '127.0.0.1')
  await once(target, 'listening')
  relay = new Relay({
    tap,
    nowNs: () => performance.now() * 1e6,
    bufferBytes: 65_536,
    descriptors: Infinity,
    onAcceptError: (_, message) => expect.fail(message),
  })
  const { port } = await relay.startListener({
    id: 'listener' as ListenerId,
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    target: { host: '127.0.0.1', port: (target.address() as AddressInfo).port },
    connectTimeoutMs: 60_000,
    hexLog: 'off',
    capture: 'normal',
    lastNumber: 0,
  })
  const dialIn = async (): Promise<Socket> => {
    const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    sockets.push(client)
    client.on('error', () => {})
    await once(client, 'connect')
    return client
  }
  /** Ids of all sessions so far, and how the tap says they ended. */
  const seen = () => {
    const opened: SessionId[] = []
    const closed: string[] = []
    reader.drain(Infinity, ({ type, payload }) => {
      const text = new TextDecoder().decode(payload.slice())
      if (type === TapType.opened) opened.push((JSON.parse(text) as { id: SessionId }).id)
      if (type === TapType.closed) closed.push((JSON.parse(text) as { cause: string }).cause)
    })
    return { opened, closed }
  }
  return { tap, seen, dialIn, where: formatAddress({ host: '127.0.0.1', port }) }
}

function afterTicks(count: number, then: () => void): void {
  if (count === 0) then()
  else process.nextTick(() => afterTicks(count - 1, then))
}

describe('the relay', () => {
  it('[LC11] a connection that is closed while our own FIN is under way is gone, and says so', async () => {
    const { tap, seen, dialIn } = await makeRelay(() => {})
    const clients = await Promise.all(Array.from({ length: 8 }, dialIn))
    await vi.waitFor(() => expect(sockets).toHaveLength(16), PATIENCE)
    const { opened } = seen()
    expect(opened).toHaveLength(8)
    // When the mark of the client's FIN passes, the FIN is handed on to the target. Some ticks later the system works
    // on it, and which tick that is, is Node's business: each connection is closed at another one.
    tap.onMark = (code, connection) => {
      if (code === 'ended') afterTicks(connection - 1, () => relay.closeConnection(opened[connection - 1]!))
    }
    for (const client of clients) client.end()
    await vi.waitFor(() => expect(relay.openConnections).toBe(0), PATIENCE)
    await tap.flush()
    expect(seen().closed).toEqual(Array.from({ length: 8 }, () => 'closed-here'))
  })

  it('[TURN1] after a quarter of a mebibyte of one direction all others have their turn', async () => {
    const bytes = 16 * 1024 * 1024
    const { tap, dialIn } = await makeRelay((socket) => socket.end(Buffer.alloc(bytes)), 2 * bytes)
    let turn = 0
    let all = 0
    const turns: number[] = []
    tap.onData = (length) => {
      if (turn === 0) setImmediate(() => turns.push(turn) && (turn = 0))
      turn += length
      all += length
    }
    const client = await dialIn()
    client.resume()
    await vi.waitFor(() => expect(all).toBe(bytes), PATIENCE)
    client.end()
    // One read that is not full, and a full one.
    expect(Math.max(...turns)).toBeLessThan(512 * 1024)
  })

  it('[LC12] draining waits for the last connection, and for no longer', async () => {
    const { dialIn } = await makeRelay((socket) => socket.on('end', () => socket.end()).resume())
    const client = await dialIn()
    await vi.waitFor(() => expect(relay.openConnections).toBe(1), PATIENCE)
    let drained = false
    const drain = relay.drain().then(() => (drained = true))
    client.write('still here')
    await vi.waitFor(() => expect(sockets).toHaveLength(2), PATIENCE)
    expect(drained).toBe(false)
    expect(relay.openConnections).toBe(1)
    client.resume().end()
    await drain
    expect(relay.openConnections).toBe(0)
  })
})
