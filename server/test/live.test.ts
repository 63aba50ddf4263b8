import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DIRECTIONS } from '@tcpscope/shared/base'
import { decodeRecords } from '@tcpscope/shared/capture'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LiveTab, Path, Peer, Scope, converse, difference, echo, own, until } from './kit/index.ts'

describe('live socket', () => {
  let dataDir: string
  let scope: Scope

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-live-'))
    scope = await Scope.start({ dataDir })
  })
  afterAll(async () => {
    await scope.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('[LIVE1] a subscriber gets the very bytes of both directions and the index records, as they are recorded', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    const tab = own(await LiveTab.open(scope))
    tab.send({ type: 'subscribe', channel: 7, id: wire.session.id, tail: [...DIRECTIONS], frames: true })
    const { session } = await tab.gets('subscribed', (message) => message.channel === 7)
    expect(session.id).toBe(wire.session.id)
    const sent = await converse(wire, [10, 20, 3000, 1, 65_000])
    for (const [direction, bytes] of [
      ['upstream', sent.up],
      ['downstream', sent.down],
    ] as const) {
      const pushed = Buffer.alloc(bytes.length)
      let covered = 0
      await until(`all ${direction} bytes to be pushed`, () => {
        covered = 0
        for (const message of tab.binary) {
          if (message.kind !== 'bytes' || message.channel !== 7 || message.direction !== direction) continue
          pushed.set(message.payload, message.offset)
          covered += message.payload.length
        }
        return covered >= bytes.length
      })
      expect(covered).toBe(bytes.length)
      expect(difference(pushed, bytes)).toBeUndefined()
    }
    await until('the five frames', () => {
      const numbers = new Set<string>()
      for (const message of tab.binary) {
        if (message.kind !== 'records') continue
        for (const record of decodeRecords(message.payload)) {
          if (record.kind === 'frame') numbers.add(`${record.direction} ${record.number}`)
        }
      }
      return numbers.size === 5
    })
    const last = await tab.gets('watermark', (m) => m.session.upstreamBytes === sent.up.length)
    expect(last.channel).toBe(7)
  })

  it('[LIVE2] the session list comes as changes, numbered after the snapshot, at most ten times a second', async () => {
    const path = await Path.open(scope, { script: echo })
    // From before the first message that is counted: earlier sessions may have something to tell, too.
    const started = performance.now()
    const tab = own(await LiveTab.open(scope))
    const { asOf } = await scope.api.sessionPage()
    const clients = await Promise.all(Array.from({ length: 30 }, () => Peer.connect(path.port)))
    for (const client of clients) {
      own(client)
      client.push('x')
      client.finish()
    }
    await until('all sessions to be told as closed', () => {
      const closed = new Set<string>()
      for (const message of tab.of('sessions')) {
        for (const s of message.upserts)
          if (s.listenerId === path.listener.id && s.state === 'closed') closed.add(s.id)
      }
      return closed.size === 30
    })
    const seconds = (performance.now() - started) / 1000
    const news = tab.of('sessions')
    expect(news.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 2)
    const seqs = tab.messages.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect(news.at(-1)!.seq).toBeGreaterThan(asOf)
    // A snapshot taken now includes everything that was told.
    expect((await scope.api.sessionPage()).asOf).toBeGreaterThanOrEqual(news.at(-1)!.seq)
  })

  it('[LIVE3] lanes are told for the tiles in view, and again as the connection works', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    const tab = own(await LiveTab.open(scope))
    tab.send({ type: 'subscribe', channel: 1, id: wire.session.id, tail: [], frames: false })
    await tab.gets('subscribed')
    tab.send({ type: 'lanes', channel: 1, view: { level: 32, first: 0, last: 1 } })
    await tab.gets('lanes', (message) => message.level === 32)
    await converse(wire, [100, 100, 100])
    const told = await tab.gets('lanes', ({ list }) => {
      const counts = (lane: 'copier-up' | 'copier-down' | 'hex') =>
        list.tiles.flatMap((t) => t.lanes[lane]).reduce((sum, c) => sum + (c.bucket < 0 ? 0 : c.count), 0)
      return counts('copier-up') === 2 && counts('copier-down') === 1 && counts('hex') === 3
    })
    expect(told).toMatchObject({ channel: 1, first: 0, last: 1 })
    expect(tab.binary).toEqual([])
  })

  it('[LIVE4] a deleted session is gone for its subscriber and from the list', async () => {
    const path = await Path.open(scope, { script: echo })
    const wire = await path.connect()
    wire.client.reset()
    await scope.api.sessionEnded(wire.session.id)
    const tab = own(await LiveTab.open(scope))
    tab.send({ type: 'subscribe', channel: 3, id: wire.session.id, tail: ['upstream'], frames: true })
    await tab.gets('subscribed')
    await scope.api.deleteSession(wire.session.id)
    const gone = await tab.gets('gone')
    expect(gone).toMatchObject({ channel: 3, id: wire.session.id })
    const told = await tab.gets('sessions', (message) => message.removed.length > 0)
    expect(told.removed).toEqual([wire.session.id])
  })

  it('[LIVE5] listeners and the state of tcpscope itself are told as they change', async () => {
    const tab = own(await LiveTab.open(scope))
    const path = await Path.open(scope, { script: echo })
    await tab.gets('listeners', ({ upserts }) => upserts.some(({ id }) => id === path.listener.id))
    const { client } = await path.connect()
    await tab.gets('status', ({ status }) => status.openConnections > 0)
    await tab.gets('listeners', ({ upserts }) =>
      upserts.some(({ id, openConnections }) => id === path.listener.id && openConnections === 1),
    )
    client.reset()
    await tab.gets('listeners', ({ upserts }) =>
      upserts.some(
        ({ id, openConnections, sessions }) =>
          id === path.listener.id && openConnections === 0 && sessions === 1,
      ),
    )
    await scope.api.deleteListener(path.listener.id)
    const told = await tab.gets('listeners', ({ removed }) => removed.length > 0)
    expect(told.removed).toEqual([path.listener.id])
  })
})
