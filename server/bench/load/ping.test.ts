import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ping } from './ping.ts'
import { HEADER, makePattern } from './protocol.ts'

const pattern = makePattern()

/** Takes the header of each connection and hands what follows to `answer`. @returns its port */
async function listen(answer: (socket: Socket, bytes: Buffer) => void): Promise<number> {
  const server = createServer((socket) => {
    let skip = HEADER
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      const rest = bytes.subarray(Math.min(skip, bytes.length))
      skip -= bytes.length - rest.length
      if (rest.length > 0) answer(socket, rest)
    })
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  return (server.address() as AddressInfo).port
}

const job = { kind: 'ping', connections: 4, bytes: 64, seconds: 0.4 } as const

describe('ping-pong', () => {
  it('[BENCH19] with a pace there are as many round trips as it says, spread over the connections', async () => {
    const seen = new Map<Socket, number>()
    const port = await listen((socket, bytes) => {
      seen.set(socket, (seen.get(socket) ?? 0) + bytes.length / job.bytes)
      socket.write(bytes)
    })
    const { count, bad } = await ping({ ...job, port, seconds: 2, tripsPerSecond: 20 }, pattern)
    expect(bad).toBe(0)
    const each = [...seen.values()]
    // The first of each, two seconds and the fifth of one before them; the last ones may not be back in time.
    const all = each.reduce((sum, trips) => sum + trips, 0)
    expect(all).toBeLessThanOrEqual(4 + 2.2 * 20)
    expect(count).toBeLessThanOrEqual(all)
    expect(count).toBeGreaterThan(20)
    expect(each).toHaveLength(4)
    expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1)
  })

  it('[BENCH27] being accepted is not enough: nobody sends a second message before all have had an echo', async () => {
    const seen = new Map<Socket, number>()
    let isHeld = true
    let early = 0
    const port = await listen((socket, bytes) => {
      const number = (seen.get(socket) ?? 0) + 1
      seen.set(socket, number)
      if (isHeld && number > 1) early++
      // The first one waits: time enough for the others to say more, if they would.
      if (seen.size > 1 || number > 1) return void socket.write(bytes)
      setTimeout(() => {
        isHeld = false
        socket.write(bytes)
      }, 300)
    })
    const { bad, count } = await ping({ ...job, port }, pattern)
    expect({ bad, early, connections: seen.size }).toEqual({ bad: 0, early: 0, connections: 4 })
    expect(count).toBeGreaterThan(4)
  })

  it('[BENCH20] an echo that keeps the next message waiting counts for that one, too', async () => {
    const slow = 100
    const port = await listen((socket, bytes) => void setTimeout(() => socket.write(bytes), slow))
    // Each connection is due every 20 ms and gets an answer every 100 ms.
    const { p50, count } = await ping({ ...job, port, tripsPerSecond: 200 }, pattern)
    expect(count).toBeLessThan(4 * 6)
    expect(p50).toBeGreaterThan(slow * 1.5)
  })

  it('[BENCH21] a wrong echo is a failure', async () => {
    const port = await listen((socket, bytes) => socket.write(Buffer.alloc(bytes.length)))
    const { bad, firstError } = await ping({ ...job, port, tripsPerSecond: 500 }, pattern)
    expect({ bad, firstError }).toEqual({ bad: 4, firstError: 'a wrong echo' })
  })
})
