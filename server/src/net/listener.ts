import { createServer, type Server, type Socket } from 'node:net'
import type { Address } from '@tcpscope/shared/base'
import type { ListenError, ListenErrorCode } from '../core/enginePort.ts'
import type { ReadBuffers } from './readBuffers.ts'
import { adopt } from './readInto.ts'

const LISTEN_ERRORS: Readonly<Record<string, ListenErrorCode>> = {
  EADDRINUSE: 'port_in_use',
  EACCES: 'port_not_permitted',
  EPERM: 'port_not_permitted',
  EADDRNOTAVAIL: 'address_not_available',
  ENOTFOUND: 'address_not_available',
  EAI_AGAIN: 'address_not_available',
}

/** Waiting connections that the kernel keeps for us. */
const BACKLOG = 4096

/**
 * An accepting port. Accepting never waits for anything: each socket is handed on at once, paused, nothing read.
 */
export class Listener {
  readonly #server: Server
  #bound: Address | null = null

  /**
   * @param onAcceptError an accept failed (too many open files, …); the listener lives on
   * @param buffers what an accepted socket reads into
   * @param bufferBytes high watermark of its write buffer, bytes
   */
  constructor(
    onConnection: (socket: Socket) => void,
    onAcceptError: (message: string) => void,
    buffers: ReadBuffers,
    bufferBytes: number,
  ) {
    this.#server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, highWaterMark: bufferBytes },
      (socket) => onConnection(adopt(socket, buffers, bufferBytes)),
    )
    this.#server.on('error', (error) => {
      if (this.#bound) onAcceptError(error.message)
    })
  }

  /** Where it listens; null before and after. */
  get bound(): Address | null {
    return this.#bound
  }

  /** @throws ListenError (plain data) when the address cannot be bound */
  listen(host: string, port: number): Promise<Address> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => reject(listenError(error, host, port))
      this.#server.once('error', onError)
      this.#server.listen({ host, port, backlog: BACKLOG }, () => {
        this.#server.off('error', onError)
        const address = this.#server.address()
        this.#bound =
          address && typeof address === 'object'
            ? { host: address.address, port: address.port }
            : { host, port }
        resolve(this.#bound)
      })
    })
  }

  /** Frees the port at once; accepted connections are not touched. */
  stop(): void {
    this.#bound = null
    this.#server.close()
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const code = LISTEN_ERRORS[error.code ?? ''] ?? 'listen_failed'
  switch (code) {
    case 'port_in_use':
      return { code, message: `Port ${port} is in use by another program. Pick another port or stop it.` }
    case 'port_not_permitted':
      return { code, message: `Port ${port} may not be opened by this user. Pick one above 1023.` }
    case 'address_not_available':
      return { code, message: `${host} is not an address of this machine.` }
    default:
      return { code, message: `Cannot listen on ${host}, port ${port}: ${error.message}.` }
  }
}
