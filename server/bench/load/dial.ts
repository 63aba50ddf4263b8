import { connect, type Socket } from 'node:net'

/** What arrives, in a buffer that is used again as soon as this returns; false: read no more until `resume`. */
export type OnBytes = (buffer: Buffer, length: number) => boolean

/** All sockets of the process read into one buffer: no allocation a read. */
const shared = Buffer.allocUnsafeSlow(256 * 1024)
let turn = 0

/**
 * Connects to a port of this machine. Source addresses take turns: the side that closes first keeps its port for a
 * minute, and with few addresses the system soon spends its time looking for free ones.
 */
export function dial(port: number, onBytes: OnBytes): Socket {
  const localAddress = `127.0.${1 + (turn++ % 250)}.${2 + (process.pid % 250)}`
  const callback = (length: number, buffer: Uint8Array): boolean => onBytes(buffer as Buffer, length)
  return connect({
    host: '127.0.0.1',
    port,
    noDelay: true,
    localAddress,
    onread: { buffer: shared, callback },
  })
}
