import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeafTarget,
  Path,
  Peer,
  Scope,
  echo,
  freePort,
  noise,
  own,
  settled,
  sha256,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024

describe('relay', () => {
  let dataDir: string
  let scope: Scope

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-relay-'))
    scope = await Scope.start({ dataDir })
  })
  afterAll(async () => {
    await scope.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('[RELAY1] many connections at once, megabytes both ways: what arrives and what is recorded is what was sent', async () => {
    const path = await Path.open(scope, { keep: false })
    const count = 6
    const transfers = Array.from({ length: count }, async (_, i) => {
      const up = noise(3 * MB + i * 1001, i + 1)
      const down = noise(4 * MB + i * 777, i + 101)
      const client = own(await Peer.connect(path.port, { keep: false }))
      client.push(up)
      client.finish()
      const peer = await path.target.next()
      peer.push(down)
      peer.finish()
      await Promise.all([client.getsEnd(), peer.getsEnd()])
      return { client: client.receivedHash(), peer: peer.receivedHash(), up: sha256(up), down: sha256(down) }
    })
    const done = await Promise.all(transfers)
    // Connections may reach the target in another order than they were made: compare as sets.
    expect(done.map((t) => t.peer).toSorted()).toEqual(done.map((t) => t.up).toSorted())
    expect(done.map((t) => t.client).toSorted()).toEqual(done.map((t) => t.down).toSorted())

    const recorded: { up: string; down: string }[] = []
    for (let number = 1; number <= count; number++) {
      const { id } = await scope.api.nthSession(path.listener.id, number)
      const session = await scope.api.sessionEnded(id)
      expect(session).toMatchObject({ state: 'closed', gapBytes: 0, close: { cause: 'fin' } })
      recorded.push({
        up: sha256(await scope.api.download(id, 'upstream')),
        down: sha256(await scope.api.download(id, 'downstream')),
      })
    }
    expect(recorded.map((r) => r.up).toSorted()).toEqual(done.map((t) => t.up).toSorted())
    expect(recorded.map((r) => r.down).toSorted()).toEqual(done.map((t) => t.down).toSorted())
  })

  it('[RELAY2] a client that sends, half-closes and waits gets its reply', async () => {
    const path = await Path.open(scope, {
      script: (peer) => peer.socket.on('end', () => peer.socket.end(`you said ${peer.receivedBytes} bytes`)),
    })
    const { client, session } = await path.connect()
    client.push('GET everything')
    client.finish()
    await client.getsEnd()
    expect(client.received().toString()).toBe('you said 14 bytes')
    await client.closes()
    expect(client.errorCode).toBeNull()
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended.close).toMatchObject({ cause: 'fin', by: 'client' })
  })

  it('[RELAY3] a target that half-closes first still gets what the client has to say', async () => {
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect()
    peer.push('goodbye')
    peer.finish()
    await client.getsEnd()
    await scope.api.sessionWhen(session.id, 'half-closed', (s) => s.state === 'half-closed')
    await client.send(noise(MB, 3))
    client.finish()
    await peer.getsEnd()
    expect(sha256(peer.received())).toBe(sha256(noise(MB, 3)))
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended).toMatchObject({
      upstreamBytes: MB,
      downstreamBytes: 7,
      close: { cause: 'fin', by: 'target' },
    })
    const { marks } = await scope.api.detail(session.id)
    expect(marks.map((mark) => mark.code)).toEqual(['connected', 'ended', 'ended', 'closed'])
  })

  it('[RELAY4] a reset by the client reaches the target as a reset', async () => {
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect()
    await client.send('hello')
    await peer.gets(5)
    client.reset()
    await peer.closes()
    expect(peer.errorCode).toBe('ECONNRESET')
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended).toMatchObject({
      state: 'closed',
      upstreamBytes: 5,
      close: { cause: 'reset', by: 'client' },
    })
    expect(ended.close?.text).toMatch(/client/i)
  })

  it('[RELAY5] a reset by the target reaches the client as a reset', async () => {
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect()
    await peer.send('hello')
    await client.gets(5)
    peer.reset()
    await client.closes()
    expect(client.errorCode).toBe('ECONNRESET')
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended).toMatchObject({
      state: 'closed',
      downstreamBytes: 5,
      close: { cause: 'reset', by: 'target' },
    })
  })

  it('[RELAY6] a target that refuses: the client is reset, the session is there and says why', async () => {
    const listener = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort: await freePort() })
    // The refusal may come back before the client has noticed that it was accepted.
    const code = await Peer.connect(listener.boundPort!).then(
      async (client) => {
        await own(client).closes()
        return client.errorCode
      },
      (error: NodeJS.ErrnoException) => error.code,
    )
    expect(code).toBe('ECONNRESET')
    const { id } = await scope.api.nthSession(listener.id, 1)
    const session = await scope.api.sessionWhen(id, 'failed', (s) => s.close !== null)
    expect(session).toMatchObject({ state: 'failed', remote: null, upstreamBytes: 0 })
    expect(session.close).toMatchObject({ cause: 'refused', by: 'target', code: 'ECONNREFUSED' })
    expect(session.close?.text).toContain('refused')
  })

  it('[RELAY7] a server that speaks first is heard before the client has said a word', async () => {
    const path = await Path.open(scope, { script: (peer) => peer.push('+OK POP Ya! v1.0\r\n') })
    const { client } = await path.connect()
    expect((await client.gets(18)).toString()).toBe('+OK POP Ya! v1.0\r\n')
  })

  it('[RELAY8] a name without an address: the session is recorded as failed, in words', async () => {
    const listener = await scope.api.createListener({ targetHost: 'no-such-host.invalid', targetPort: 110 })
    const client = own(await Peer.connect(listener.boundPort!))
    await client.closes()
    expect(client.errorCode).toBe('ECONNRESET')
    const { id } = await scope.api.nthSession(listener.id, 1)
    const session = await scope.api.sessionWhen(id, 'failed', (s) => s.close !== null)
    expect(session).toMatchObject({ state: 'failed', close: { cause: 'unresolved' } })
    expect(session.close?.text).toContain('no-such-host.invalid')
  })

  it.runIf(process.platform === 'linux')(
    '[RELAY9] a target that does not answer in time: the client is reset after the timeout, not before',
    async () => {
      const deaf = own(await DeafTarget.open())
      const settings = { targetHost: '127.0.0.1', targetPort: deaf.port, connectTimeoutMs: 4000 }
      const listener = await scope.api.createListener(settings)
      const started = performance.now()
      const client = own(await Peer.connect(listener.boundPort!))
      client.push('are you there?')
      const { id } = await scope.api.nthSession(listener.id, 1)
      expect(await scope.api.session(id)).toMatchObject({ state: 'connecting', close: null })
      await client.closes()
      // Not before: a slow machine makes it later, never earlier.
      expect(performance.now() - started).toBeGreaterThan(3900)
      expect(client.errorCode).toBe('ECONNRESET')
      const session = await scope.api.sessionWhen(id, 'failed', (s) => s.close !== null)
      expect(session).toMatchObject({ state: 'failed', close: { cause: 'connect-timeout' } })
    },
  )

  it.runIf(process.platform === 'linux')(
    '[RELAY10] what the client says before the target answers waits, and is not lost',
    async () => {
      const deaf = own(await DeafTarget.open())
      const path = await Path.open(scope, { script: echo })
      // First a target that does not answer, so that the dial hangs; it answers while the client waits.
      const listener = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort: deaf.port })
      const client = own(await Peer.connect(listener.boundPort!))
      client.push('early words')
      client.finish()
      const { id } = await scope.api.nthSession(listener.id, 1)
      expect(await scope.api.session(id)).toMatchObject({ state: 'connecting', upstreamBytes: 0 })
      deaf.wakeUp()
      const session = await scope.api.sessionWhen(id, 'recorded', (s) => s.upstreamBytes === 11)
      expect((await scope.api.bytes(session.id, 'upstream')).toString()).toBe('early words')
      // Meanwhile other connections went their way.
      const { client: other } = await path.connect()
      await other.send('ping')
      expect((await other.gets(4)).toString()).toBe('ping')
    },
  )

  it('[RELAY11] a reader that stalls holds its sender by TCP; memory stays bounded and nothing is lost', async () => {
    const total = 64 * MB
    const block = noise(MB, 5)
    const path = await Path.open(scope, { keep: false }, { hexLog: 'on-demand' })
    const before = scope.rss()
    const { client, peer, session } = await path.connect({ keep: false, stalled: true })
    let sent = 0
    const sending = (async () => {
      for (; sent < total; sent += block.length) await peer.send(block)
      peer.finish()
    })()
    const held = await settled('the sender', () => sent)
    expect(held).toBeLessThan(total * 0.75)
    expect(scope.rss() - before).toBeLessThan(96 * MB)
    // The other direction is not held, and neither are other connections.
    await client.send('still here')
    await peer.gets(10)
    client.goOn()
    await sending
    await client.getsEnd()
    expect(client.receivedBytes).toBe(total)
    expect(client.receivedHash()).toBe(sha256(...Array.from({ length: 64 }, () => block)))
    client.finish()
    expect(await scope.api.sessionEnded(session.id)).toMatchObject({ downstreamBytes: total, gapBytes: 0 })
    expect(sha256(await scope.api.download(session.id, 'downstream'))).toBe(
      sha256(...Array.from({ length: 64 }, () => block)),
    )
  })

  it('[RELAY18] three readers that stall, each in the middle of a write: every one gets its own bytes', async () => {
    const total = 32 * MB
    const path = await Path.open(scope, { keep: false }, { hexLog: 'off' })
    const flows = []
    for (const seed of [11, 12, 13]) {
      const { client, peer, session } = await path.connect({ keep: false, stalled: true })
      const block = noise(MB + seed, seed)
      const flow = { client, session, blocks: [block], sent: 0 }
      while (flow.blocks.length * block.length < total) flow.blocks.push(block)
      const sending = (async () => {
        for (const next of flow.blocks) {
          await peer.send(next)
          flow.sent++
        }
        peer.finish()
      })()
      flows.push({ ...flow, sending })
      await settled('the sender', () => flow.sent)
      expect(flow.sent).toBeLessThan(flow.blocks.length)
    }
    for (const { client } of flows) client.goOn()
    for (const { client, session, blocks, sending } of flows) {
      await sending
      await client.getsEnd()
      client.finish()
      expect(client.receivedHash()).toBe(sha256(...blocks))
      await scope.api.sessionEnded(session.id)
      expect(sha256(await scope.api.download(session.id, 'downstream'))).toBe(sha256(...blocks))
    }
  })

  it('[RELAY12] a person closes a connection: both peers are reset, and the session says who did it', async () => {
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect()
    await client.send('x')
    await peer.gets(1)
    await scope.api.closeSession(session.id)
    await Promise.all([client.closes(), peer.closes()])
    expect([client.errorCode, peer.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET'])
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended.close).toMatchObject({ cause: 'closed-here', by: 'tcpscope' })
  })

  it('[RELAY13] a listener that is stopped lets its connections live, and accepts no more', async () => {
    const path = await Path.open(scope, { script: echo })
    const { client } = await path.connect()
    const stopped = await scope.api.stopListener(path.listener.id)
    expect(stopped).toMatchObject({ state: 'stopped', boundPort: null })
    await expect(Peer.connect(path.port)).rejects.toThrow('ECONNREFUSED')
    await client.send('alive')
    expect((await client.gets(5)).toString()).toBe('alive')
    const again = await scope.api.startListener(path.listener.id)
    own(await Peer.connect(again.boundPort!))
  })

  it.each([
    ['IPv6', '::1'],
    ['a name', 'localhost'],
  ])('[RELAY14] the target may be given as %s', async (_, host) => {
    const path = await Path.open(scope, { host, script: echo })
    const { client, session } = await path.connect()
    await client.send('ping')
    await client.gets(4)
    // The recorder tells of what happened a moment later.
    const live = await scope.api.sessionWhen(session.id, 'connected', (s) => s.remote !== null)
    expect(live.remote).toMatch(/^(\[::1\]|127\.0\.0\.1):\d+$/)
    expect(live.target).toBe(
      host.includes(':') ? `[${host}]:${path.target.port}` : `${host}:${path.target.port}`,
    )
  })

  it('[RELAY15] a hundred connections at once, opened and closed in a storm, are all served and counted', async () => {
    const path = await Path.open(scope, { script: echo })
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const client = own(await Peer.connect(path.port))
        client.push(`client ${i}`)
        client.finish()
        await client.getsEnd()
        expect(client.received().toString()).toBe(`client ${i}`)
      }),
    )
    await until('all sessions to be over', async () => {
      const sessions = await scope.api.sessions(`listener=${path.listener.id}&state=closed&limit=1000`)
      return sessions.length === 100
    })
    const [listener] = (await scope.api.listeners()).filter(({ id }) => id === path.listener.id)
    expect(listener).toMatchObject({ openConnections: 0, sessions: 100, acceptErrors: 0 })
  })

  it.each(['target', 'client'] as const)(
    '[RELAY16] a reset by the %s that waits behind bytes nobody has read yet is passed on as a reset, not as FIN',
    async (who) => {
      const path = await Path.open(scope, { stalled: who === 'client' })
      const { client, peer, session } = await path.connect({ stalled: who === 'target' })
      const [from, to] = who === 'target' ? [peer, client] : [client, peer]
      from.push(noise(16 * MB, 16))
      await settled('the sender', () => from.socket.writableLength)
      from.reset()
      to.goOn()
      await to.closes()
      expect({ ended: to.ended, errorCode: to.errorCode }).toEqual({ ended: false, errorCode: 'ECONNRESET' })
      const ended = await scope.api.sessionEnded(session.id)
      expect(ended.close).toMatchObject({ cause: 'reset', by: who })
    },
  )

  it('[RELAY17] a connection whose peer does not read can be closed, though its FIN waits behind bytes', async () => {
    const path = await Path.open(scope)
    const { client, peer, session } = await path.connect({ stalled: true })
    peer.push(noise(3 * MB, 17))
    peer.finish()
    await scope.api.sessionWhen(session.id, 'half-closed', (s) => s.state === 'half-closed')
    await scope.api.closeSession(session.id)
    expect((await scope.api.sessionEnded(session.id)).close).toMatchObject({ cause: 'closed-here' })
    client.goOn()
    await client.closes()
    expect({ ended: client.ended, errorCode: client.errorCode }).toEqual({
      ended: false,
      errorCode: 'ECONNRESET',
    })
  })
})
