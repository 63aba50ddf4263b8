import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { Lent } from './lent.ts'
import { ReadBuffers } from './readBuffers.ts'
import { adopt, readInto } from './readInto.ts'

class CountedBuffers extends ReadBuffers {
  bytes = 0

  override take(length: number): Buffer {
    this.bytes += length
    return super.take(length)
  }
}

const open: { destroy(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.destroy()
})

/** A connection: the side that dialled and reads as told, and the side that was accepted, paused and untouched. */
async function pair(options: object): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const near = connect({ ...options, host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  near.on('error', () => {})
  const [far] = (await accepted) as [Socket]
  far.on('error', () => {})
  server.close()
  open.push(near, far)
  return { near, far }
}

/** Listens until the end: whether it was the message, and whether all of it came by way of these buffers. */
async function heard(socket: Socket, buffers: CountedBuffers): Promise<{ whole: boolean; ours: boolean }> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    chunks.push(Buffer.from(chunk))
    buffers.giveBack(chunk)
  })
  socket.resume()
  await once(socket, 'end')
  return { whole: Buffer.concat(chunks).equals(MESSAGE), ours: buffers.bytes === MESSAGE.length }
}

const MESSAGE = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) >> 3))

describe('sockets that read into our memory', () => {
  it('[READ1] one that was accepted: it says all it gets, and then the end', async () => {
    const buffers = new CountedBuffers()
    const { near, far } = await pair({})
    const ours = adopt(far, buffers, 65_536)
    open.push(ours)
    expect(ours).not.toBe(far)
    expect(ours.remotePort).toBe(near.localPort)
    near.end(MESSAGE)
    expect(await heard(ours, buffers)).toEqual({ whole: true, ours: true })
    // It is half open still.
    const answer = once(near, 'data')
    ours.end('thank you')
    expect(String(await answer)).toBe('thank you')
  })

  it('[READ2] one that dials, and one that waits: nothing is read while it is paused', async () => {
    const buffers = new CountedBuffers()
    const { onread, bind } = readInto(buffers)
    const { near, far } = await pair({ onread })
    bind(near)
    near.pause()
    // The system has it: it could be read.
    await new Promise((resolve) => far.write(MESSAGE.subarray(0, 10_000), resolve))
    expect(near.bytesRead).toBe(0)
    const all = heard(near, buffers)
    near.pause()
    far.end(MESSAGE.subarray(10_000))
    await new Promise((resolve) => setImmediate(resolve))
    expect(near.bytesRead).toBe(0)
    near.resume()
    expect(await all).toEqual({ whole: true, ours: true })
  })

  it('[READ3] a socket without a handle of the known kind stays as it is', () => {
    const socket = new Socket()
    open.push(socket)
    expect(adopt(socket, new ReadBuffers(), 65_536)).toBe(socket)
  })
})

/** Writes eight megabytes to somebody who reads nothing: the system takes a part of them. */
async function stuck() {
  const buffers = new ReadBuffers()
  const { near, far } = await pair({})
  const lent = new Lent(near, buffers)
  /** Memory of all chunks, and of those that the system has not taken. */
  const given = new Set<ArrayBufferLike>()
  const kept = new Set<ArrayBufferLike>()
  let written = 0
  for (let i = 0; i < 32; i++) {
    const chunk = buffers.take(256 * 1024)
    given.add(chunk.buffer)
    near.write(chunk, (error) => {
      if (!error) written = lent.written()
    })
    lent.wrote(chunk)
    if (near.writableLength > 0) kept.add(chunk.buffer)
  }
  expect(near.writableLength).toBeGreaterThan(0)
  const next = () => new Set(Array.from({ length: 32 }, () => buffers.take(5000).buffer))
  return { near, far, given, kept, next, written: () => written }
}

describe('chunks that a sink has', () => {
  it('[LENT1] they are free again when it has taken them, all of them', async () => {
    const { near, far, given, next, written } = await stuck()
    far.resume()
    near.end()
    await once(far, 'end')
    expect(written()).toBe(32)
    const used = next()
    expect([...given].every((memory) => used.has(memory))).toBe(true)
  })

  it('[LENT2] while it is busy with them nobody else gets their memory, not even when it breaks', async () => {
    const { near, kept, next } = await stuck()
    const isAnybodys = () => [...next()].some((memory) => kept.has(memory))
    expect(isAnybodys()).toBe(false)
    near.destroy()
    await once(near, 'close')
    expect(isAnybodys()).toBe(false)
  })
})
