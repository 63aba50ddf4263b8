import fastifyWebsocket from '@fastify/websocket'
import type { WebSocket } from '@fastify/websocket'
import { Refusal } from '../../live/refusal.ts'
import type { TabSocket } from '../../live/tabSocket.ts'
import type { App, AppDeps } from '../deps.ts'

/** What a page may say in one message, bytes. */
const MAX_MESSAGE = 64 * 1024
/** A socket that was told to close and does not answer is cut off after this long, ms. */
const CLOSE_GRACE_MS = 2_000

/**
 * Teaches the app to upgrade. To be called before the security hooks are added: an upgrade that these refuse must
 * be known as one by then, so that its socket is closed after the answer.
 */
export async function addLiveSocket(app: App): Promise<void> {
  await app.register(fastifyWebsocket, {
    // No compression: its memory a socket is larger than what it saves on loopback.
    options: { maxPayload: MAX_MESSAGE, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      request.log.debug({ err: error }, 'live socket failed')
      socket.terminate()
    },
  })
}

/** The live socket: text and binary messages as in the shared wire schema. */
export function addLiveRoute(app: App, { hub }: AppDeps): void {
  app.route({
    method: 'GET',
    url: '/api/live',
    schema: { hide: true },
    handler: () => {
      throw new Refusal('bad_request', 'This address speaks WebSocket only.')
    },
    wsHandler: (socket) => {
      const tab = hub.connect(tabSocket(socket))
      // Attached in the same turn: a message that comes at once is not lost.
      socket.on('message', (data, isBinary) => tab.receive(isBinary ? '' : textOf(data)))
      socket.on('close', () => tab.closed())
    },
  })
}

function tabSocket(socket: WebSocket): TabSocket {
  return {
    send: (data) => {
      if (socket.readyState === socket.OPEN) socket.send(data)
    },
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code, reason) => {
      socket.close(code, reason)
      // The close frame waits behind all that the page does not read: don't wait with it.
      const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS)
      timer.unref()
      socket.once('close', () => clearTimeout(timer))
    },
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8')
}
