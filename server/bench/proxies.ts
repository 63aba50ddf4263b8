import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HexLogMode } from '@tcpscope/shared/api'
import { findProgram } from '../test/kit/programs.ts'
import { Scope } from '../test/kit/scope.ts'
import { until } from '../test/kit/until.ts'

/** Something that load can be sent through. */
export interface Proxy {
  readonly name: string
  readonly port: number
  /** Resolves when all logs of what went through are complete; a proxy without logs has none to wait for. */
  settled?(): Promise<void>
  stop(): Promise<void>
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** A script of this folder in a process of its own, which prints its port. */
export async function startScript(
  file: string,
  ...args: string[]
): Promise<{ port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', here(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  await until(`${file} to listen`, () => /^\d+\n/.test(text))
  return { port: Number.parseInt(text, 10), stop: () => end(child) }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Memory where there is some: a benchmark of recording shall not be one of a disk. */
function logFolder(): Promise<string> {
  return mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tcpscope-bench-'))
}

export async function startTcpscope(target: number, hexLog: HexLogMode): Promise<Proxy> {
  const dataDir = await logFolder()
  const scope = await Scope.start({ dataDir, args: ['--grace', '0'] })
  const listener = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort: target, hexLog })
  return {
    name: hexLog === 'off' ? 'tcpscope, no hex log' : 'tcpscope',
    port: listener.boundPort!,
    async settled() {
      await until(
        'the logs to be complete',
        async () => {
          const { openConnections, hexLagBytes, tapBytes } = await scope.api.status()
          return openConnections === 0 && hexLagBytes === 0 && tapBytes === 0
        },
        60_000,
      )
    },
    async stop() {
      await scope.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Well-known proxies that record nothing, where they are installed. */
export async function startPeers(target: number): Promise<Proxy[]> {
  const peers: Proxy[] = []
  const haproxy = findProgram('haproxy')
  if (haproxy) {
    const port = await freePort()
    const folder = await logFolder()
    const config = join(folder, 'haproxy.cfg')
    await writeFile(config, haproxyConfig(port, target))
    peers.push(
      await startPeer('haproxy', port, spawn(haproxy, ['-db', '-f', config], { stdio: 'ignore' }), folder),
    )
  }
  const socat = findProgram('socat')
  if (socat) {
    const port = await freePort()
    const from = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=4096`
    peers.push(
      await startPeer('socat', port, spawn(socat, [from, `TCP:127.0.0.1:${target}`], { stdio: 'ignore' })),
    )
  }
  return peers
}

async function startPeer(name: string, port: number, child: ChildProcess, folder?: string): Promise<Proxy> {
  await until(`${name} to listen`, () => accepts(port))
  return {
    name,
    port,
    async stop() {
      await end(child)
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

function haproxyConfig(port: number, target: number): string {
  return `global
  maxconn 9950
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:${port} backlog 4096
  default_backend out
backend out
  server target 127.0.0.1:${target}
`
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
