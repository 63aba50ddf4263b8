import { type OnReadOpts, Socket } from 'node:net'
import type { ReadBuffers } from './readBuffers.ts'

// Sockets that are read by way of `ReadBuffers`. They say 'data' as any socket does, and read nothing ahead: one that is
// paused leaves all bytes to the system.

/** Where Node.js keeps what the system's socket belongs to. */
const HANDLE = '_handle'

/** The option that makes a new socket read into these buffers, and what it has to be told: which socket it became. */
export function readInto(buffers: ReadBuffers): {
  onread: OnReadOpts
  bind: (socket: Socket) => void
} {
  let reader: Socket
  return {
    onread: {
      buffer: buffers.landing,
      callback: (length) => {
        reader.emit('data', buffers.take(length))
        return true
      },
    },
    bind: (socket) => {
      reader = socket
    },
  }
}

/**
 * The same for a socket that was accepted: Node.js offers `onread` for sockets that dial only, so another one is made
 * around the same handle. Should a Node.js to come keep its handle elsewhere, the socket stays as it is: it reads into
 * memory of its own, and all else works as well.
 * @param accepted paused, nothing read yet; not to be used any more
 * @param bufferBytes high watermark of the socket's write buffer, bytes
 */
export function adopt(accepted: Socket, buffers: ReadBuffers, bufferBytes: number): Socket {
  const owner = accepted as unknown as Partial<Record<typeof HANDLE, object | null>>
  const handle = owner[HANDLE]
  if (!handle) return accepted
  owner[HANDLE] = null
  const { onread, bind } = readInto(buffers)
  const options = {
    handle,
    onread,
    pauseOnCreate: true,
    allowHalfOpen: true,
    readable: true,
    writable: true,
    highWaterMark: bufferBytes,
  }
  const socket = new Socket(options)
  bind(socket)
  return socket
}
