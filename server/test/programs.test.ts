import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  Daemon,
  Path,
  Peer,
  Target,
  difference,
  freePort,
  missingPrograms,
  noise,
  own,
  ownScope,
  run,
  sha256,
  tempDir,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024

/** Waits until something accepts on the port. */
async function listens(port: number, daemon: Daemon): Promise<void> {
  await until(`a server on port ${port}: ${daemon.output}`, async () => {
    try {
      const peer = await Peer.connect(port)
      peer.dispose()
      return true
    } catch {
      return false
    }
  })
}

/** A listener of a fresh tcpscope in front of a port of this machine. */
async function inFrontOf(targetPort: number, hexLog: 'live' | 'off' = 'live') {
  const scope = await ownScope()
  const listener = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort, hexLog })
  return { scope, listener, port: listener.boundPort! }
}

async function inFrontOfRedis() {
  const targetPort = await freePort()
  const args = ['--port', String(targetPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const daemon = own(new Daemon('redis-server', args, { cwd: await tempDir() }))
  await listens(targetPort, daemon)
  return inFrontOf(targetPort)
}

/** `SET key:i value-…` as the protocol has it. */
function setCommand(i: number): string {
  const [key, value] = [`key:${i}`, `value-${i * 7}`]
  return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`
}

function curl(port: number) {
  return run('curl', ['-sS', '--fail', `http://127.0.0.1:${port}/big.bin`])
}

describe('redis', () => {
  const skip = missingPrograms('redis-server', 'redis-cli')

  it.skipIf(skip)(
    '[REDIS1] twenty thousand pipelined SETs arrive, and the capture is the protocol to the byte',
    async () => {
      const { scope, listener, port } = await inFrontOfRedis()
      const count = 20_000
      const input = Array.from({ length: count }, (_, i) => setCommand(i)).join('')
      const { code, stdout } = await run('redis-cli', ['-p', String(port), '--pipe'], { input })
      expect(code).toBe(0)
      expect(stdout.toString()).toContain(`errors: 0, replies: ${count}`)
      const got = await run('redis-cli', ['-p', String(port), 'GET', 'key:19999'])
      expect(got.stdout.toString()).toBe(`value-${19_999 * 7}\n`)

      const { id } = await scope.api.nthSession(listener.id, 1)
      await scope.api.sessionEnded(id)
      const up = await scope.api.download(id, 'upstream')
      // redis-cli ends its pipe with an ECHO of its own; everything before it is what we gave it.
      expect(difference(up.subarray(0, input.length), Buffer.from(input))).toBeUndefined()
      const down = await scope.api.download(id, 'downstream')
      expect(down.toString('latin1').startsWith('+OK\r\n'.repeat(count))).toBe(true)
    },
  )

  it.skipIf(skip)(
    '[REDIS2] a subscriber hears what another connection publishes, while its session is open',
    async () => {
      const { scope, listener, port } = await inFrontOfRedis()
      const subscriber = own(new Daemon('redis-cli', ['-p', String(port), 'SUBSCRIBE', 'news']))
      const session = await scope.api.nthSession(listener.id, 1)
      await scope.api.sessionWhen(session.id, 'subscribed', (s) => s.downstreamBytes > 0)
      const published = await run('redis-cli', ['-p', String(port), 'PUBLISH', 'news', 'hello subscriber'])
      expect(published.stdout.toString()).toBe('1\n')
      await until('the message', () => subscriber.output.includes('hello subscriber'))
      await until('the message to be recorded', async () =>
        (await scope.api.bytes(session.id, 'downstream')).includes('$16\r\nhello subscriber\r\n'),
      )
      expect((await scope.api.session(session.id)).state).toBe('open')
    },
  )
})

describe('a download of 72 MB over HTTP', () => {
  const skip = missingPrograms('nginx', 'curl')

  it.skipIf(skip)(
    '[HTTP1] by curl from nginx: the same SHA-256 direct, through tcpscope, and in the capture',
    async () => {
      const dir = await tempDir()
      const targetPort = await freePort()
      const file = noise(72 * MB, 72)
      await mkdir(join(dir, 'www'))
      await writeFile(join(dir, 'www', 'big.bin'), file)
      const conf = `
      daemon off; master_process off; pid ${dir}/pid; error_log stderr;
      events { worker_connections 64; }
      http {
        access_log off; sendfile on; client_body_temp_path ${dir}/a; proxy_temp_path ${dir}/b;
        fastcgi_temp_path ${dir}/c; uwsgi_temp_path ${dir}/d; scgi_temp_path ${dir}/e;
        server { listen 127.0.0.1:${targetPort}; root ${dir}/www; }
      }`
      await writeFile(join(dir, 'nginx.conf'), conf)
      const daemon = own(new Daemon('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir, '-e', 'stderr']))
      await listens(targetPort, daemon)
      // The hex log of 72 MB would be 356 MB of text; the text has tests of its own.
      const { scope, listener, port } = await inFrontOf(targetPort, 'off')

      const direct = await curl(targetPort)
      const proxied = await curl(port)
      expect([direct.code, proxied.code, proxied.stderr]).toEqual([0, 0, ''])
      expect(sha256(direct.stdout)).toBe(sha256(file))
      expect(sha256(proxied.stdout)).toBe(sha256(file))
      const { id } = await scope.api.nthSession(listener.id, 1)
      const session = await scope.api.sessionEnded(id)
      expect(session.gapBytes).toBe(0)
      const captured = await scope.api.download(id, 'downstream')
      const body = captured.indexOf('\r\n\r\n') + 4
      expect(captured.subarray(0, 15).toString()).toBe('HTTP/1.1 200 OK')
      expect(sha256(captured.subarray(body))).toBe(sha256(file))
    },
  )
})

describe('PostgreSQL', () => {
  const skip = missingPrograms('psql', 'initdb', 'postgres')

  it.skipIf(skip)('[PG1] psql asks and is answered, its query and the rows are in the capture', async () => {
    const dir = await tempDir()
    const data = join(dir, 'pg')
    const targetPort = await freePort()
    // PostgreSQL refuses to run as root: then it is `nobody` (65534 everywhere).
    const asRoot = process.getuid?.() === 0
    const user = asRoot ? { uid: 65_534, gid: 65_534 } : {}
    if (asRoot) await chown(dir, 65_534, 65_534)
    const made = own(
      new Daemon('initdb', ['-D', data, '-U', 'tester', '-A', 'trust', '-N'], { cwd: dir, ...user }),
    )
    await until(`initdb: ${made.output}`, () => made.output.includes('Success.'))
    const flags = ['-D', data, '-p', String(targetPort), '-h', '127.0.0.1', '-k', dir, '-F']
    const daemon = own(new Daemon('postgres', flags, { cwd: dir, ...user }))
    await until(`postgres: ${daemon.output}`, () => daemon.output.includes('ready to accept connections'))

    const { scope, listener, port } = await inFrontOf(targetPort)
    const query = "select n, repeat('x', n) from generate_series(1, 2000) as n"
    const where = `host=127.0.0.1 port=${port} user=tester dbname=postgres`
    const { code, stdout, stderr } = await run('psql', [where, '-At', '-c', query])
    expect([code, stderr]).toEqual([0, ''])
    const rows = Array.from({ length: 2000 }, (_, i) => `${i + 1}|${'x'.repeat(i + 1)}\n`).join('')
    expect(difference(stdout, Buffer.from(rows))).toBeUndefined()
    // psql may try an encrypted connection first: the query is in the last session.
    const [last] = await scope.api.sessions(`listener=${listener.id}`)
    await scope.api.sessionEnded(last!.id)
    expect((await scope.api.bytes(last!.id, 'upstream')).toString('latin1')).toContain(query)
    expect((await scope.api.bytes(last!.id, 'downstream')).toString('latin1')).toContain('x'.repeat(2000))
  })
})

describe('netcat', () => {
  const skip = missingPrograms('nc')

  it.skipIf(skip)(
    '[NC1] a client that sends a file, half-closes and waits for the answer gets it',
    async () => {
      const scope = await ownScope()
      const path = await Path.open(scope, {
        script: (peer) => peer.socket.on('end', () => peer.socket.end(`sha256 ${sha256(peer.received())}\n`)),
      })
      const file = noise(3 * MB, 11)
      const { code, stdout } = await run('nc', ['-N', '127.0.0.1', String(path.port)], { input: file })
      expect(code).toBe(0)
      expect(stdout.toString()).toBe(`sha256 ${sha256(file)}\n`)
      const { id } = await scope.api.nthSession(path.listener.id, 1)
      expect(await scope.api.sessionEnded(id)).toMatchObject({ close: { cause: 'fin', by: 'client' } })
    },
  )

  it.skipIf(skip)('[NC2] a banner is heard by a client that never speaks', async () => {
    const scope = await ownScope()
    const server = own(
      await Target.listen({ script: (peer) => peer.socket.end('220 mail.example.test ready\r\n') }),
    )
    const listener = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort: server.port })
    const { stdout } = await run('nc', ['-d', '127.0.0.1', String(listener.boundPort)])
    expect(stdout.toString()).toBe('220 mail.example.test ready\r\n')
  })
})
