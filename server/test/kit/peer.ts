import { createHash } from 'node:crypto'
import { connect, type Server, type Socket, createServer, type AddressInfo } from 'node:net'
import { until, within } from './until.ts'

export interface PeerOptions {
  /** Keep what is received (default), or only count and hash it: for large transfers. */
  readonly keep?: boolean
  /** Do not read until told to. */
  readonly stalled?: boolean
}

/** One end of a TCP connection that does what a test says and remembers what it saw. */
export class Peer {
  readonly socket: Socket
  readonly #chunks: Buffer[] = []
  readonly #hash = createHash('sha256')
  readonly #keep: boolean
  receivedBytes = 0
  /** The other end has sent FIN. */
  ended = false
  closed = false
  /** The system's word for how it broke, for example ECONNRESET. */
  errorCode: string | null = null
  /** Its own port. A closed socket forgets it, we do not. */
  port = 0

  constructor(socket: Socket, options: PeerOptions = {}) {
    this.socket = socket
    this.#keep = options.keep ?? true
    this.port = socket.localPort ?? 0
    socket.on('connect', () => {
      this.port = socket.localPort!
    })
    socket.on('data', (bytes) => this.#take(bytes))
    if (options.stalled === true) socket.pause()
    // libuv reports a reset that arrives with the last bytes as an end; a write of no bytes tells the two apart.
    socket.on('end', () => {
      if (!socket.writable || socket.writableLength > 0) this.ended = true
      else socket.write('', (error) => (this.ended ||= !error))
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.errorCode ??= error.code ?? error.message
    })
    socket.on('close', () => {
      this.closed = true
    })
  }

  /** Dials a port of this machine. Rejects when it is refused. */
  static async connect(port: number, options: PeerOptions & { host?: string } = {}): Promise<Peer> {
    const socket = connect({ port, host: options.host ?? '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const peer = new Peer(socket, options)
    // Not "no error yet": a proxy may reset a connection in the very moment after it was made.
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve())
      // The kernel connects whoever asks; a reset may follow so soon that Node.js reports the connect as failed.
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') resolve()
        else reject(error)
      })
    })
    await within(`connect to port ${port}`, connected)
    return peer
  }

  #take(bytes: Buffer): void {
    this.receivedBytes += bytes.length
    if (this.#keep) this.#chunks.push(bytes)
    else this.#hash.update(bytes)
  }

  /** Everything received so far. */
  received(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  /** SHA-256 of everything received; once, at the end. */
  receivedHash(): string {
    if (this.#keep) for (const chunk of this.#chunks) this.#hash.update(chunk)
    return this.#hash.digest('hex')
  }

  /** Resolves when the kernel has taken the bytes; for ever pending while the other end does not read. */
  send(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Sends and waits for no answer of the kernel. */
  push(bytes: Uint8Array | string): void {
    this.socket.write(bytes)
  }

  /** FIN: no more from here; the other direction lives. */
  finish(): void {
    this.socket.end()
  }

  reset(): void {
    this.socket.resetAndDestroy()
  }

  stall(): void {
    this.socket.pause()
  }

  goOn(): void {
    this.socket.resume()
  }

  async gets(count: number, withinMs?: number): Promise<Buffer> {
    await until(`${count} bytes (has ${this.receivedBytes})`, () => this.receivedBytes >= count, withinMs)
    return this.received()
  }

  async getsEnd(withinMs?: number): Promise<void> {
    await until('FIN', () => this.ended, withinMs)
  }

  async closes(withinMs?: number): Promise<void> {
    await until('the socket to close', () => this.closed, withinMs)
  }

  dispose(): void {
    this.socket.destroy()
  }
}

export interface TargetOptions extends PeerOptions {
  readonly host?: string
  readonly port?: number
  /** What the target does with every connection, from its first moment on. */
  readonly script?: (peer: Peer) => void
}

/** A TCP server whose connections are peers in the hands of the test. */
export class Target {
  readonly #server: Server
  readonly #peers: Peer[] = []
  #handedOut = 0

  private constructor(server: Server, options: TargetOptions) {
    this.#server = server
    server.on('connection', (socket) => {
      const peer = new Peer(socket, options)
      this.#peers.push(peer)
      options.script?.(peer)
    })
  }

  static async listen(options: TargetOptions = {}): Promise<Target> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    const target = new Target(server, options)
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve())
    })
    await within('the target to listen', listening)
    return target
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get accepted(): number {
    return this.#peers.length
  }

  /** The connections in the order in which they came, each handed out once. */
  async next(withinMs?: number): Promise<Peer> {
    const index = this.#handedOut++
    return until(`connection ${index + 1} at the target`, () => this.#peers[index], withinMs)
  }

  dispose(): void {
    for (const peer of this.#peers) peer.dispose()
    this.#server.close()
  }
}

/** Sends everything back; passes on FIN once all is back. */
export function echo(peer: Peer): void {
  peer.socket.pipe(peer.socket)
}

/**
 * Ports that no system hands out by itself: Linux begins at 32768, others at 49152. One that was handed out and is free
 * again is soon somebody else's, or that of a connection of our own.
 */
const QUIET_PORTS = { first: 20_000, count: 10_000 }
/** Processes that run at once begin at different places. */
let nextQuiet = process.pid * 97

/** A port on which nobody listens, and which stays so until it is used: never the same again in this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = QUIET_PORTS.first + (nextQuiet++ % QUIET_PORTS.count)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
