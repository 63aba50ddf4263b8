import { createServer, type AddressInfo, type Server } from 'node:net'
import { End } from './end.ts'
import type { Faults } from './faults.ts'
import type { Flow } from './flow.ts'
import type { Ledger } from './ledger.ts'

/**
 * What tcpscope forwards to. An end whose client introduces itself is handed to its talk; one whose client says
 * nothing answers FIN with FIN.
 */
export class SoakTarget {
  readonly #server: Server
  /** Connections that are open. */
  open = 0

  private constructor(server: Server, deps: { ledger: Ledger; flow: Flow; faults: Faults }) {
    this.#server = server
    const { ledger, flow, faults } = deps
    server.on('connection', (socket) => {
      let met = false
      this.open++
      const end = new End(socket, {
        sends: 'downstream',
        flow,
        onHello: (talk) => {
          met = true
          const wrong = ledger.arrived(talk, end)
          if (wrong !== undefined) faults.add('target', wrong)
        },
      })
      socket.on('end', () => {
        if (!met) end.finish()
      })
      socket.on('close', () => {
        this.open--
        if (!met && end.wrong !== null) faults.add('target', end.wrong)
      })
    })
  }

  static async listen(deps: { ledger: Ledger; flow: Flow; faults: Faults }): Promise<SoakTarget> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    const target = new SoakTarget(server, deps)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve)
    })
    return target
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  dispose(): void {
    this.#server.close()
  }
}
