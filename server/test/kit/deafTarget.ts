import { connect, type Socket } from 'node:net'
import { Daemon } from './programs.ts'
import { until } from './until.ts'

const LISTENER = `
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log('port', server.address().port))
`

/**
 * A port of this machine that answers nothing: its process is stopped and its queue of connections is full, so the
 * kernel drops every further SYN. Linux behaves so; elsewhere the queue may refuse instead.
 */
export class DeafTarget {
  readonly #process: Daemon
  readonly #queued: Socket[] = []
  port = 0

  private constructor() {
    this.#process = new Daemon(process.execPath, ['-e', LISTENER])
  }

  static async open(): Promise<DeafTarget> {
    const target = new DeafTarget()
    const [, port] = await until('the deaf target to listen', () => /port (\d+)/.exec(target.#process.output))
    target.port = Number(port)
    target.#process.signal('SIGSTOP')
    while (await target.#queueOne()) {
      if (target.#queued.length > 64) throw new Error('the queue of the deaf target does not fill')
    }
    return target
  }

  /** True when the kernel still answered. */
  #queueOne(): Promise<boolean> {
    const socket = connect({ port: this.port, host: '127.0.0.1' })
    this.#queued.push(socket)
    socket.on('error', () => {})
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      // An answer on the loopback takes microseconds; none within this time means that none will come. An answer that
      // is there, but has not been read by a process that was kept waiting, is read before the next turn.
      socket.setTimeout(500, () => setTimeout(() => setImmediate(() => resolve(!socket.connecting)), 1))
    })
  }

  /** From now on it answers like any server. */
  wakeUp(): void {
    this.#process.signal('SIGCONT')
    for (const socket of this.#queued.splice(0)) socket.destroy()
  }

  async dispose(): Promise<void> {
    this.wakeUp()
    await this.#process.dispose()
  }
}
