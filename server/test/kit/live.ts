import type { ClientMessage, ServerMessage } from '@tcpscope/shared/wire'
import { type BinaryMessage, decodeBinary } from '@tcpscope/shared/wire'
import { WebSocket } from 'ws'
import type { Scope } from './scope.ts'
import { until } from './until.ts'

/** A tab's side of the live socket. */
export class LiveTab {
  readonly #socket: WebSocket
  readonly messages: ServerMessage[] = []
  readonly binary: BinaryMessage[] = []
  closed: { code: number } | null = null

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.messages.push(JSON.parse(data.toString('utf8')) as ServerMessage)
        return
      }
      const message = decodeBinary(data)
      if (message === undefined) throw new Error('a binary message that is none')
      this.binary.push(message)
    })
    socket.on('close', (code) => {
      this.closed = { code }
    })
    socket.on('error', () => {})
  }

  static async open(scope: Scope): Promise<LiveTab> {
    const socket = new WebSocket(`${scope.api.base.replace('http', 'ws')}/api/live`, {
      headers: { authorization: `Bearer ${scope.token}`, origin: scope.api.base },
    })
    const tab = new LiveTab(socket)
    await tab.gets('hello')
    return tab
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message))
  }

  /** Anything, valid or not. */
  sendText(text: string): void {
    this.#socket.send(text)
  }

  /** Stops reading the TCP socket: what the server sends piles up on the way. */
  stall(): void {
    this.#socket.pause()
  }

  goOn(): void {
    this.#socket.resume()
  }

  of<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter(
      (message): message is Extract<ServerMessage, { type: T }> => message.type === type,
    )
  }

  /** The first message of a type that is as wanted. */
  gets<T extends ServerMessage['type']>(
    type: T,
    wanted: (message: Extract<ServerMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    return until(`a "${type}" message`, () => this.of(type).find(wanted))
  }

  dispose(): void {
    this.#socket.terminate()
  }
}
