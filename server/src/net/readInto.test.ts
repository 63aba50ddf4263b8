import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { Lent } from './lent.ts'
import { ReadBuffers } from './readBuffers.ts'
import { adopt, readInto } from './readInto.ts'

/** As many large chunks as there is memory for at once. */
const SLOTS = 32

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

/** How many of the next large chunks get memory that is used again. */
const freeSlots = (buffers: ReadBuffers): number =>
  Array.from({ length: SLOTS }, () => buffers.take(5000)).filter(
    ({ buffer }) => buffer === buffers.landing.buffer,
  ).length

/** Listens until the end: whether it was the message, and whether all of it came by way of these buffers. */
async function heard(socket: Socket, buffers: ReadBuffers): Promise<{ whole: boolean; ours: boolean }> {
  const chunks: Buffer[] = []
  let ours = true
  socket.on('data', (chunk: Buffer) => {
    ours &&= chunk.length <= 4096 || chunk.buffer === buffers.landing.buffer
    chunks.push(Buffer.from(chunk))
    buffers.giveBack(chunk)
  })
  socket.resume()
  await once(socket, 'end')
  return { whole: Buffer.concat(chunks).equals(MESSAGE), ours }
}

const MESSAGE = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) >> 3))

describe('sockets that read into our memory', () => {
  it('[READ1] one that was accepted: it says all it gets, and then the end', async () => {
    const buffers = new ReadBuffers()
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
    const buffers = new ReadBuffers()
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

describe('chunks that a sink has', () => {
  it('[LENT1] they are free again when it has taken them', async () => {
    const buffers = new ReadBuffers()
    const { near, far } = await pair({})
    const lent = new Lent(near, buffers)
    let written = 0
    for (let i = 0; i < SLOTS; i++) {
      const chunk = buffers.take(256 * 1024)
      near.write(chunk, () => {
        written++
        lent.written()
      })
      lent.wrote(chunk)
    }
    // Eight megabytes to somebody who reads nothing: the system takes a part of them.
    expect(near.writableLength).toBeGreaterThan(0)
    far.resume()
    near.end()
    await once(far, 'end')
    expect(written).toBe(SLOTS)
    expect(freeSlots(buffers)).toBe(SLOTS)
  })

  it('[LENT2] they are free again when it is gone, each of them once', async () => {
    const buffers = new ReadBuffers()
    const { near } = await pair({})
    const lent = new Lent(near, buffers)
    for (let i = 0; i < SLOTS; i++) {
      const chunk = buffers.take(256 * 1024)
      near.write(chunk, (error) => {
        if (!error) lent.written()
      })
      lent.wrote(chunk)
    }
    near.destroy()
    await once(near, 'close')
    lent.gone()
    expect(freeSlots(buffers)).toBe(SLOTS)
    expect(buffers.take(5000).buffer).not.toBe(buffers.landing.buffer)
  })
})
