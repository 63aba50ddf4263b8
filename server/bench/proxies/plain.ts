import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { findProgram } from '../../test/kit/programs.ts'
import { inOneLine } from '../base/failure.ts'
import type { House } from '../base/house.ts'
import { freePort, listening } from './ports.ts'
import { type Missing, noRecordings, type Proxy } from './proxy.ts'

// Proxies that record nothing. Each starts one on a free port, or says why it cannot.

/** No proxy at all. */
export function direct(target: number): Proxy {
  return { ...noRecordings, name: 'direct', port: target, pid: 0, stop: () => Promise.resolve() }
}

/** The plainest proxy that Node.js can be. */
export async function pipe(house: House, target: number): Promise<Proxy> {
  const script = new URL('pipeProcess.ts', import.meta.url)
  const { first, pid, stop } = await house.script(script, String(target))
  return { ...noRecordings, name: 'pipe', port: first as number, pid, stop }
}

export async function haproxy(house: House, target: number, connections = 4096): Promise<Proxy | Missing> {
  const name = 'haproxy'
  if (!findProgram(name)) return { name, why: 'not installed' }
  const port = await freePort()
  const config = join(await house.folder(), 'haproxy.cfg')
  await writeFile(
    config,
    `global
  maxconn ${connections + 20}
  nbthread 2
defaults
  mode tcp
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend in
  bind 127.0.0.1:${port} backlog 4096
  default_backend out
backend out
  server target 127.0.0.1:${target}
`,
  )
  const { pid, stop } = await started(name, port, house, ['-db', '-f', config])
  return { ...noRecordings, name, port, pid, stop }
}

/** Where distributions keep the stream module; built in elsewhere. */
const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so'

export async function nginx(house: House, target: number): Promise<Proxy | Missing> {
  const name = 'nginx'
  if (!findProgram(name)) return { name, why: 'not installed' }
  const port = await freePort()
  const folder = await house.folder()
  await writeFile(
    join(folder, 'nginx.conf'),
    `${existsSync(STREAM_MODULE) ? `load_module ${STREAM_MODULE};` : ''}
daemon off;
worker_processes 2;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
stream {
  access_log off;
  server { listen 127.0.0.1:${port} backlog=4096; proxy_pass 127.0.0.1:${target}; proxy_buffer_size 64k; }
}
`,
  )
  try {
    const { pid, stop } = await started(name, port, house, [
      '-c',
      join(folder, 'nginx.conf'),
      '-p',
      folder,
      '-e',
      'stderr',
    ])
    return { ...noRecordings, name, port, pid, stop }
  } catch (error) {
    return { name, why: `has no stream module (${inOneLine(error)})` }
  }
}

async function started(name: string, port: number, house: House, args: string[]) {
  const program = house.program(name, args)
  await listening(name, port, program)
  return program
}

export function isMissing(one: Proxy | Missing): one is Missing {
  return 'why' in one
}
