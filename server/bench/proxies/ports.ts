import { type AddressInfo, connect, createServer } from 'node:net'
import type { Running } from '../base/house.ts'
import { until } from '../../test/kit/until.ts'

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Waits until a program listens. @throws Error when it ends instead */
export async function listening(name: string, port: number, program: Running): Promise<void> {
  await until(`${name} to listen`, () => {
    if (!program.alive) throw new Error(`${name} ended instead of listening: ${program.output}`)
    return accepts(port)
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
