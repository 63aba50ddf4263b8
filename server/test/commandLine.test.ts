import { describe, expect, it } from 'vitest'
import {
  Path,
  Peer,
  Scope,
  Target,
  echo,
  freePort,
  noise,
  own,
  ownScope,
  sha256,
  tempDir,
  until,
} from './kit/index.ts'

/** Waits until nobody listens on the port any more. */
async function refuses(port: number): Promise<void> {
  await until('the port to be closed', async () => {
    try {
      const peer = await Peer.connect(port)
      peer.dispose()
      return false
    } catch {
      return true
    }
  })
}

describe('command line', () => {
  it('[CLI1] --help names every flag and ends with 0', async () => {
    const { code, stdout } = await Scope.run(['--help'], await tempDir())
    expect(code).toBe(0)
    const listening = ['--listen', '--target', '--host', '--port', '--listen-port', '--headless']
    for (const flag of [...listening, '--data-dir', '--log-dir', '--ui-host', '--ui-port', '--open']) {
      expect(stdout).toContain(flag)
    }
  })

  it.each([
    ['an unknown flag', ['--lissen', '80'], /--lissen/],
    ['a port out of range', ['--listen', '65536', '--target', '127.0.0.1:80'], /65536/],
    ['a port that is none', ['--listen', 'x', '--target', '127.0.0.1:80'], /x/],
    ['a target without a port', ['--listen', '0', '--target', 'example.test'], /example\.test/],
    ['a listener without a target', ['--listen', '0'], /target/],
    ['a dashboard port that is none', ['--ui-port', '-1'], /-1/],
  ])('[CLI2] %s: a sentence on stderr and a code that is not 0', async (_, args, words) => {
    const { code, stderr } = await Scope.run(args, await tempDir())
    expect(code).toBeGreaterThan(0)
    expect(stderr).toMatch(words)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('[CLI3] --listen and --target start with that listener', async () => {
    const target = own(await Target.listen({ script: echo }))
    const port = await freePort()
    const scope = await ownScope({ args: ['--listen', String(port), '--target', `127.0.0.1:${target.port}`] })
    const client = own(await Peer.connect(port))
    await client.send('hello')
    expect((await client.gets(5)).toString()).toBe('hello')
    const [listener] = await scope.api.listeners()
    expect(listener).toMatchObject({
      state: 'listening',
      boundPort: port,
      host: '127.0.0.1',
      targetPort: target.port,
    })
  })

  it('[CLI4] several pairs make several listeners, on any address of ours', async () => {
    const target = own(await Target.listen({ script: echo }))
    const to = ['--target', `127.0.0.1:${target.port}`]
    const scope = await ownScope({ args: ['--listen', '0', ...to, '--listen', '127.0.0.2:0', ...to] })
    const listeners = await scope.api.listeners()
    expect(listeners.map(({ host }) => host).toSorted()).toEqual(['127.0.0.1', '127.0.0.2'])
    for (const { host, boundPort } of listeners) {
      const client = own(await Peer.connect(boundPort!, { host }))
      await client.send('hi')
      await client.gets(2)
    }
  })

  it("[CLI5] the ancestor's flags do the same", async () => {
    const target = own(await Target.listen({ script: echo }))
    const port = await freePort()
    const args = ['--host', '127.0.0.1', '--port', String(target.port), '--listen-port', String(port)]
    await ownScope({ args })
    const client = own(await Peer.connect(port))
    await client.send('hello')
    expect((await client.gets(5)).toString()).toBe('hello')
  })

  it('[CLI6] the same command line again is the same listener, not a second one on the same port', async () => {
    const dataDir = await tempDir()
    const port = await freePort()
    const args = ['--listen', String(port), '--target', '127.0.0.1:9']
    const first = await ownScope({ dataDir, args })
    const [before] = await first.api.listeners()
    await first.stop()
    const second = await ownScope({ dataDir, args })
    const listeners = await second.api.listeners()
    expect(listeners).toHaveLength(1)
    expect(listeners[0]).toMatchObject({ state: 'listening', boundPort: port, id: before!.id })
  })

  it('[CLI7] --headless prints one line a connection and captures it; there is no dashboard', async () => {
    const dataDir = await tempDir()
    const target = own(await Target.listen({ script: echo }))
    const port = await freePort()
    const args = ['--listen', String(port), '--target', `127.0.0.1:${target.port}`]
    const scope = await ownScope({ dataDir, args, headlessUntil: String(port) })
    expect(scope.stdout).not.toMatch(/token=/)
    for (let i = 1; i <= 3; i++) {
      const client = own(await Peer.connect(port))
      client.push(noise(1000 * i, i))
      client.finish()
      await client.getsEnd()
      // Whole lines of this connection; what is told at the start may still be on its way when the first one comes.
      const lines = () =>
        scope.stdout
          .split('\n')
          .slice(0, -1)
          .filter((text) => text.includes(`127.0.0.1:${client.port} `))
      const [line] = await until(`line ${i}`, () => lines().length > 0 && lines())
      expect(lines()).toHaveLength(1)
      expect(line).toContain(`127.0.0.1:${target.port}`)
      // Terminal output is printable ASCII alone: what a peer sends can never steer a terminal.
      expect(line).toMatch(/^[\x20-\x7e]+$/)
    }
    await scope.stop()
    expect(scope.stdout.match(/^#\d+ .* -> /gm)).toHaveLength(3)
    const again = await ownScope({ dataDir })
    const sessions = await again.api.sessions()
    expect(sessions.map((s) => [s.upstreamBytes, s.downstreamBytes, s.state])).toEqual([
      [3000, 3000, 'closed'],
      [2000, 2000, 'closed'],
      [1000, 1000, 'closed'],
    ])
    expect(sha256(await again.api.download(sessions[2]!.id, 'upstream'))).toBe(sha256(noise(1000, 1)))
  })

  it('[CLI15] --headless: a name that would steer a terminal is printed without its escape sequences', async () => {
    const dataDir = await tempDir()
    const target = own(await Target.listen({ script: echo }))
    const first = await ownScope({ dataDir })
    const port = await freePort()
    const name = '\u001b]0;owned\u0007\u001b[2Jred\u009b31m\u202e\r\nfake line'
    await first.api.createListener({ name, port, targetHost: '127.0.0.1', targetPort: target.port })
    await first.stop()
    const second = await ownScope({ dataDir, headlessUntil: String(port) })
    const client = own(await Peer.connect(port))
    await client.send('\u001b[31mhello')
    client.finish()
    await client.getsEnd()
    await until('the line', () => second.stdout.includes(`127.0.0.1:${client.port}`))
    await second.stop()
    expect(second.stdout).toContain('red')
    expect(second.output()).toMatch(/^[\n\x20-\x7e]*$/)
    expect(second.stdout).not.toMatch(/^fake line/m)
  })

  it('[CLI8] a restart brings listeners back as they were: listening ones listen, stopped ones are stopped', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const target = own(await Target.listen({ script: echo }))
    const base = {
      targetHost: '127.0.0.1',
      targetPort: target.port,
      connectTimeoutMs: 1234,
      hexLog: 'on-demand',
    } as const
    const listening = await first.api.createListener({ ...base, name: 'kept', port: await freePort() })
    const stopped = await first.api.createListener({ ...base, name: 'resting', start: false })
    await first.stop()
    const second = await ownScope({ dataDir })
    const listeners = await second.api.listeners()
    expect(listeners.find(({ id }) => id === listening.id)).toEqual(listening)
    expect(listeners.find(({ id }) => id === stopped.id)).toEqual(stopped)
    const client = own(await Peer.connect(listening.boundPort!))
    await client.send('x')
    await client.gets(1)
  })

  it('[CLI9] a listener whose port is taken meanwhile is failed, in words; the others come back', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const [a, b] = [await freePort(), await freePort()]
    const taken = await first.api.createListener({ targetHost: '127.0.0.1', targetPort: 9, port: a })
    const free = await first.api.createListener({ targetHost: '127.0.0.1', targetPort: 9, port: b })
    await first.stop()
    const thief = own(await Target.listen({ port: a }))
    const second = await ownScope({ dataDir })
    const listeners = await second.api.listeners()
    const failed = listeners.find(({ id }) => id === taken.id)!
    expect(failed).toMatchObject({ state: 'failed', boundPort: null, error: { code: 'port_in_use' } })
    expect(failed.error?.message).toContain(String(a))
    expect(listeners.find(({ id }) => id === free.id)).toMatchObject({ state: 'listening', boundPort: b })
    // And it can be started as soon as the port is free.
    thief.dispose()
    const started = await until('the port to be free', () =>
      second.api.startListener(taken.id).catch(() => null),
    )
    expect(started).toMatchObject({ state: 'listening', error: null })
  })

  it('[CLI10] SIGTERM drains: no new connection, the open one may finish, everything is recorded, exit 0', async () => {
    const dataDir = await tempDir()
    const scope = await ownScope({ dataDir, args: ['--grace', '20000'] })
    const path = await Path.open(scope, { script: echo })
    const { client, session } = await path.connect()
    await client.send('before ')
    await client.gets(7)
    scope.signal('SIGTERM')
    await refuses(path.port)
    expect(scope.alive).toBe(true)
    await client.send('and after')
    expect((await client.gets(16)).toString()).toBe('before and after')
    client.finish()
    await client.getsEnd()
    expect(await scope.exited).toEqual({ code: 0, signal: null })
    const again = await ownScope({ dataDir })
    expect(await again.api.session(session.id)).toMatchObject({
      state: 'closed',
      upstreamBytes: 16,
      close: { cause: 'fin' },
    })
    expect((await again.api.download(session.id, 'hex')).toString()).toMatch(/Finished at .*\n$/)
  })

  it('[CLI11] a connection that does not finish in its grace is reset, and the session says so; exit 0', async () => {
    const dataDir = await tempDir()
    const scope = await ownScope({ dataDir, args: ['--grace', '300'] })
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect()
    await client.send('x')
    await peer.gets(1)
    await scope.stop()
    await Promise.all([client.closes(), peer.closes()])
    expect([client.errorCode, peer.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET'])
    const again = await ownScope({ dataDir })
    expect(await again.api.session(session.id)).toMatchObject({
      state: 'closed',
      upstreamBytes: 1,
      close: { cause: 'shutdown', by: 'tcpscope' },
    })
  })

  it('[CLI12] a second signal ends it at once', async () => {
    const scope = await ownScope({ args: ['--grace', '60000'] })
    const path = await Path.open(scope)
    await path.connect()
    scope.signal('SIGINT')
    await refuses(path.port)
    expect(scope.alive).toBe(true)
    // One that comes within half a second of the first is taken for the same wish.
    await until('it to end at once', () => {
      if (scope.alive) scope.signal('SIGINT')
      return !scope.alive
    })
    expect((await scope.exited).code).toBe(1)
  })

  it('[CLI14] a signal that arrives twice at once, from the terminal and from npm, is one wish: it drains', async () => {
    const scope = await ownScope({ args: ['--grace', '20000'] })
    const path = await Path.open(scope, { script: echo })
    const { client } = await path.connect()
    scope.signal('SIGINT')
    scope.signal('SIGINT')
    await refuses(path.port)
    await client.send('still served')
    expect((await client.gets(12)).toString()).toBe('still served')
    client.finish()
    await client.getsEnd()
    expect(await scope.exited).toEqual({ code: 0, signal: null })
  })

  it('[CLI13] two on the same data directory or the same dashboard port: the second says so and ends', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const samePort = await Scope.run(['--ui-port', String(first.uiPort)], await tempDir())
    expect(samePort.code).toBeGreaterThan(0)
    expect(samePort.stderr).toContain(String(first.uiPort))
    expect(samePort.stderr).not.toMatch(/\n\s+at /)
    const sameDir = await Scope.run(['--ui-port', '0'], dataDir)
    expect(sameDir.code).toBeGreaterThan(0)
    expect(sameDir.stderr).toContain(dataDir)
    expect((await first.api.status()).dataDir).toBe(dataDir)
  })
})
