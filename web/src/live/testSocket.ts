import type { ClientMessage, ServerMessage } from '@tcpscope/shared/wire'
import type { Schedule } from './inbox.ts'

/** For tests: the page's end of a socket whose other end the test holds. */
export class TestSocket extends EventTarget {
  readonly url: string
  readonly sent: ClientMessage[] = []
  binaryType = 'blob'
  readyState = 0

  constructor(url: string) {
    super()
    this.url = url
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage)
  }

  close(): void {
    this.lose()
  }

  /** The server accepts and speaks first. */
  greet(bootId: string, seq = 0): void {
    this.readyState = 1
    this.tell({ type: 'hello', seq, bootId, version: 'test' })
  }

  tell(message: ServerMessage): void {
    this.#arrive(JSON.stringify(message))
  }

  tellBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#arrive(bytes.slice().buffer)
  }

  /** The connection ends. */
  lose(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }

  #arrive(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

/** For tests: animation frames that come when the test says so. */
export class TestFrames {
  #waiting = new Set<() => void>()

  readonly schedule: Schedule = (callback) => {
    this.#waiting.add(callback)
    return () => this.#waiting.delete(callback)
  }

  tick(): void {
    const callbacks = this.#waiting
    this.#waiting = new Set()
    for (const callback of callbacks) callback()
  }
}
