import type { Listener, NewListener, Session } from '@tcpscope/shared/api'
import { noise } from './bytes.ts'
import { own, tempDir } from './own.ts'
import { Peer, type PeerOptions, Target, type TargetOptions } from './peer.ts'
import { Scope, type ScopeOptions } from './scope.ts'

/** A tcpscope of its own for the running test, with a data directory of its own. */
export async function ownScope(options: Partial<ScopeOptions> = {}): Promise<Scope & { dataDir: string }> {
  const dataDir = options.dataDir ?? (await tempDir())
  const scope = own(await Scope.start({ ...options, dataDir }))
  return Object.assign(scope, { dataDir })
}

/** Both ends of one connection through tcpscope, and its session. */
export interface Wire {
  readonly client: Peer
  readonly peer: Peer
  readonly session: Session
}

/** A target, and a listener in front of it. */
export class Path {
  readonly scope: Scope
  readonly target: Target
  readonly listener: Listener
  #connections = 0

  private constructor(scope: Scope, target: Target, listener: Listener) {
    this.scope = scope
    this.target = target
    this.listener = listener
  }

  static async open(
    scope: Scope,
    target: TargetOptions = {},
    settings: Partial<NewListener> = {},
  ): Promise<Path> {
    const server = own(await Target.listen(target))
    const listener = await scope.api.createListener({
      targetHost: target.host ?? '127.0.0.1',
      targetPort: server.port,
      ...settings,
    })
    return new Path(scope, server, listener)
  }

  get port(): number {
    return this.listener.boundPort!
  }

  /** A client that went through; its number among the listener's sessions is counted. */
  async connect(options: PeerOptions = {}): Promise<Wire> {
    const number = ++this.#connections
    const client = own(await Peer.connect(this.port, options))
    const peer = own(await this.target.next())
    const session = await this.scope.api.nthSession(this.listener.id, number)
    return { client, peer, session }
  }
}

/** A conversation that takes turns: every message has arrived before the next is sent, so each is a frame. */
export async function converse(
  { client, peer }: Wire,
  lengths: readonly number[],
): Promise<{ up: Buffer; down: Buffer }> {
  const up: Buffer[] = []
  const down: Buffer[] = []
  for (const [i, length] of lengths.entries()) {
    const bytes = noise(length, i + 1)
    const [from, to, all] = i % 2 === 0 ? [client, peer, up] : [peer, client, down]
    all.push(bytes)
    await from.send(bytes)
    await to.gets(all.reduce((sum, part) => sum + part.length, 0))
  }
  return { up: Buffer.concat(up), down: Buffer.concat(down) }
}
