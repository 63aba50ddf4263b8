import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Listener, NewListener, Session } from '@tcpscope/shared/api'
import { type Rest } from '../../test/kit/rest.ts'
import { Scope } from '../../test/kit/scope.ts'
import type { House } from '../base/house.ts'
import type { Proxy } from './proxy.ts'

/** The longest that the hex log may be behind, ms. */
const LAG_MS = 300_000

export interface TcpscopeOptions {
  readonly name?: string
  /** Where the recordings go; memory unless said otherwise. */
  readonly where?: 'memory' | 'disk'
  /** More of the command line. */
  readonly args?: readonly string[]
  readonly listener?: Partial<NewListener>
}

/** The program under test: the built one, in a process of its own. */
export interface Tcpscope extends Proxy {
  readonly scope: Scope
  readonly api: Rest
  readonly dataDir: string
  readonly listener: Listener
  /** All sessions of its listener, newest first. */
  readonly sessions: () => Promise<Session[]>
  /** How those of its sessions ended that did not end in order, and how many of each; empty: all others live or did. */
  readonly oddEnds: () => Promise<string>
}

export async function startTcpscope(
  house: House,
  target: number,
  options: TcpscopeOptions = {},
): Promise<Tcpscope> {
  const dataDir = await house.folder(options.where)
  const scope = await Scope.start({
    dataDir,
    args: ['--grace', '0', ...(options.args ?? [])],
    wrapper: house.wrapper,
  })
  const stop = house.onClose(async () => {
    await scope.stop().catch(() => scope.dispose())
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
  })
  const { api } = scope
  const settings = { targetHost: '127.0.0.1', targetPort: target, hexLog: 'live' } as const
  const listener = await api.createListener({ ...settings, ...options.listener })
  return {
    name: options.name ?? 'tcpscope',
    port: listener.boundPort!,
    pid: scope.pid,
    records: true,
    scope,
    api,
    dataDir,
    listener,
    sessions: () => allSessions(api, listener),
    oddEnds: async () => oddEnds(await allSessions(api, listener)),
    async settled() {
      const began = performance.now()
      for (;;) {
        const { openConnections, hexLagBytes, tapBytes } = await api.status()
        const now = performance.now()
        if (openConnections === 0 && hexLagBytes === 0 && tapBytes === 0) return now
        if (now - began > LAG_MS) throw new Error(`${hexLagBytes} bytes are in no hex log yet`)
        // Asking costs the server something: the longer it takes, the less often.
        await wait(Math.min(50, Math.max(5, (now - began) / 25)))
      }
    },
    async tidy() {
      for (const { id } of await allSessions(api, listener)) await api.deleteSession(id)
    },
    stop,
  }
}

function oddEnds(sessions: readonly Session[]): string {
  const counts = new Map<string, number>()
  for (const { close, upstreamBytes, downstreamBytes } of sessions) {
    if (close === null || close.cause === 'fin') continue
    const end = `${close.text} (${upstreamBytes} bytes up, ${downstreamBytes} down)`
    counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  return [...counts].map(([end, count]) => `${count} × ${end}`).join('; ')
}

async function allSessions(api: Rest, listener: Listener): Promise<Session[]> {
  const sessions: Session[] = []
  let cursor = ''
  for (;;) {
    const page = await api.sessionPage(`listener=${listener.id}&limit=1000${cursor}`)
    sessions.push(...page.sessions)
    if (page.nextCursor === null) return sessions
    cursor = `&cursor=${page.nextCursor}`
  }
}
