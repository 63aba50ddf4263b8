import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DIRECTIONS } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import {
  LiveTab,
  Path,
  Peer,
  difference,
  echo,
  expectedHexLog,
  findProgram,
  noise,
  own,
  ownScope,
  readSessionFiles,
  sha256,
  smallDisk,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024

describe('a full disk', () => {
  it('[FULL1] proxying goes on, the gap is recorded and shown, and recording resumes when there is room', async ({
    skip,
  }) => {
    const dataDir = (await smallDisk(10 * MB)) ?? skip()
    const scope = await ownScope({ dataDir })
    const path = await Path.open(scope, { keep: false }, { hexLog: 'on-demand' })
    const { client, peer, session } = await path.connect()
    const ballast = join(dataDir, 'ballast')
    await writeFile(ballast, Buffer.alloc(6 * MB))

    // More than there is room for: all of it arrives all the same.
    const before = noise(12 * MB, 31)
    await client.send(before)
    await until('all bytes at the target', () => peer.receivedBytes === before.length)
    const status = await until('the failure to be shown', async () => {
      const now = await scope.api.status()
      return now.captureError !== null && now
    })
    expect(status.captureError).toMatch(/^[A-Z].*(space|full).*\.$/i)
    expect(status.gapBytes).toBeGreaterThan(0)
    const full = await scope.api.sessionWhen(session.id, 'in a gap', (s) => s.gapBytes > 0)
    expect(full.state).toBe('open')

    // Room again: what is sent from now on is recorded.
    await rm(ballast)
    await until('recording to resume', async () => {
      await client.send('.')
      return (await scope.api.status()).captureError === null
    })
    const after = noise(MB, 32)
    await client.send(after)
    const total = await until('all bytes at the target', () => {
      const { bytesWritten } = client.socket
      return peer.receivedBytes === bytesWritten && bytesWritten
    })
    client.finish()
    peer.finish()
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended.close).toMatchObject({ cause: 'fin' })

    const { marks } = await scope.api.detail(session.id)
    const gaps = marks.filter((mark) => mark.code === 'gap')
    const lost = gaps.reduce((sum, gap) => sum + gap.length, 0)
    expect(lost).toBe(ended.gapBytes)
    expect(lost).toBeGreaterThan(4 * MB)
    // Outside the gap every byte is right, frames and gaps together cover the whole stream, end to end.
    const frames = await scope.api.frames(session.id)
    const bytes = await scope.api.bytes(session.id, 'upstream')
    const dots = total - before.length - after.length
    const sent = Buffer.concat([before, Buffer.alloc(dots, '.'), after])
    const parts = [
      ...frames.map(({ offset, length }) => ({ offset, length, gap: false })),
      ...gaps.map(({ offset, length }) => ({ offset, length, gap: true })),
    ].toSorted((a, b) => a.offset - b.offset)
    let at = 0
    for (const { offset, length, gap } of parts) {
      expect(offset).toBe(at)
      at += length
      const same = difference(bytes.subarray(offset, at), sent.subarray(offset, at)) === undefined
      expect(gap || same, `bytes ${offset}..${at}`).toBe(true)
    }
    expect(at).toBe(total)
    expect(difference(bytes.subarray(-MB), after)).toBeUndefined()
    const files = await readSessionFiles(dataDir, session.id)
    const expected = expectedHexLog(files.facts, files.records, files.bytes)
    expect(expected).toContain('Not captured (#')
    expect(difference(await scope.api.download(session.id, 'hex'), Buffer.from(expected))).toBeUndefined()
    await scope.stop()
  })

  it('[FULL2] a disk that is full before the connection begins: it is served, and the loss is counted', async ({
    skip,
  }) => {
    const dataDir = (await smallDisk(4 * MB)) ?? skip()
    const scope = await ownScope({ dataDir })
    const path = await Path.open(scope, { script: echo })
    await writeFile(join(dataDir, 'ballast'), Buffer.alloc(8 * MB)).catch(() => {})
    const client = own(await Peer.connect(path.port))
    await client.send(noise(100_000, 1))
    await client.gets(100_000)
    expect(sha256(client.received())).toBe(sha256(noise(100_000, 1)))
    client.finish()
    await client.getsEnd()
    const status = await until('the loss to be shown', async () => {
      const now = await scope.api.status()
      return now.gapBytes > 0 && now
    })
    expect(status.captureError).not.toBeNull()
    await rm(join(dataDir, 'ballast'))
    const { id: lossy } = await scope.api.nthSession(path.listener.id, 1)
    await scope.api.sessionWhen(lossy, 'in a gap', ({ gapBytes }) => gapBytes > 0)
    // With room again new connections are recorded whole.
    const next = own(await Peer.connect(path.port))
    await next.send('again')
    await next.gets(5)
    next.finish()
    const { id } = await scope.api.nthSession(path.listener.id, 2)
    expect(await scope.api.sessionEnded(id)).toMatchObject({
      gapBytes: 0,
      upstreamBytes: 5,
      downstreamBytes: 5,
    })
    await scope.stop()
  })
})

describe('too many open files', () => {
  it.runIf(findProgram('prlimit'))(
    '[EMFILE1] accepts that fail are survived, counted and shown; afterwards all is well',
    async () => {
      const scope = await ownScope({ wrapper: [findProgram('prlimit')!, '--nofile=512:512'] })
      const path = await Path.open(scope, { script: echo })
      const clients = await Promise.all(Array.from({ length: 300 }, () => Peer.connect(path.port)))
      for (const client of clients) own(client)
      // Some got through, all others were turned away; nobody hangs for ever.
      for (const client of clients) client.push('hello')
      await until('every client to be served or turned away', () =>
        clients.every((client) => client.receivedBytes === 5 || client.closed),
      )
      const served = clients.filter((client) => client.receivedBytes === 5).length
      expect(served).toBeGreaterThan(0)
      expect(served).toBeLessThan(clients.length)
      for (const client of clients) client.reset()
      await until(
        'all that were turned away to be counted',
        async () => (await scope.api.status()).acceptErrors === clients.length - served,
      )
      const [listener] = await scope.api.listeners()
      expect(listener).toMatchObject({ state: 'listening', acceptErrors: clients.length - served })
      // Their descriptors are free when the connections are gone, not when they were reset.
      await until('all to be gone', async () => (await scope.api.status()).openConnections === 0)
      const again = own(await Peer.connect(path.port))
      await again.send('hello')
      expect((await again.gets(5)).toString()).toBe('hello')
    },
  )
})

describe('a tab that does not read', () => {
  it('[SLOW1] costs bounded memory, holds no connection, and is told to begin anew when it reads again', async () => {
    const scope = await ownScope()
    const path = await Path.open(scope, { keep: false }, { hexLog: 'off' })
    const { client, peer, session } = await path.connect({ keep: false })
    const tabs = await Promise.all(Array.from({ length: 3 }, () => LiveTab.open(scope)))
    for (const tab of tabs) {
      own(tab)
      tab.send({ type: 'subscribe', channel: 1, id: session.id, tail: [...DIRECTIONS], frames: true })
      await tab.gets('subscribed')
      tab.stall()
    }
    const before = scope.rss()
    const block = noise(MB, 41)
    const rounds = 150
    // A connection that the tabs held would not get on: they read nothing until it is through.
    for (let i = 0; i < rounds; i++) await peer.send(block)
    await until('the transfer', () => client.receivedBytes === rounds * MB)
    expect(client.receivedHash()).toBe(sha256(...Array.from({ length: rounds }, () => block)))
    expect(scope.rss() - before).toBeLessThan(160 * MB)
    const [tab] = tabs
    tab!.goOn()
    // It learns the newest state, though most bytes were left out.
    await tab!.gets('watermark', (message) => message.session.downstreamBytes === rounds * MB)
    const pushed = tab!.binary.reduce((sum, m) => sum + (m.kind === 'bytes' ? m.payload.length : 0), 0)
    expect(pushed).toBeLessThan(rounds * MB)
    expect(peer.closed).toBe(false)
  })
})
