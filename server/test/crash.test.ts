import { cp, mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { DIRECTIONS, type SessionId } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import {
  Path,
  Peer,
  difference,
  echo,
  expectedHexLog,
  noise,
  own,
  ownScope,
  readSessionFiles,
  sha256,
  tempDir,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024

describe('power cut', () => {
  it('[CRASH1] kill -9 amid traffic: every session is listed, open ones interrupted, no byte that reached a file is lost', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const path = await Path.open(first, { script: echo, keep: false })

    const calm = await path.connect()
    await calm.client.send('in good order')
    await calm.client.gets(13)
    calm.client.finish()
    await calm.client.getsEnd()
    const ended = await first.api.sessionEnded(calm.session.id)

    const idle = await path.connect()
    await idle.client.send('quiet')
    await idle.client.gets(5)
    await first.api.sessionWhen(idle.session.id, 'recorded', (s) => s.downstreamBytes === 5)

    const stream = noise(3_000_000, 9)
    const busy = [await path.connect({ keep: false }), await path.connect({ keep: false })]
    const sending = busy.map(async ({ client }) => {
      // A killed process leaves a FIN, and a RST only where it had bytes unread: a sender that waits learns no more.
      const over = () => client.ended || client.closed
      for (let at = 0; !over(); at = (at + 50_000) % stream.length) {
        client.push(stream.subarray(at, Math.min(at + 50_000, stream.length)))
        // Paced by the answers: at most a megabyte is under way.
        await until('room', () => over() || client.socket.bytesWritten - client.receivedBytes < MB)
      }
    })
    await until('traffic', () => busy.every(({ client }) => client.receivedBytes > 2 * MB))
    // What has passed may not be recorded yet, where the recorder has to wait for a processor.
    for (const { session } of busy) {
      await first.api.sessionWhen(
        session.id,
        'recorded',
        (s) => s.upstreamBytes > MB && s.downstreamBytes > MB,
      )
    }
    await first.kill9()
    await Promise.all(sending)

    const onDisk = new Map<string, number>()
    for (const { session } of busy) {
      const { folder, names } = await readSessionFiles(dataDir, session.id)
      for (const direction of DIRECTIONS) {
        onDisk.set(session.id + direction, (await stat(join(folder, names[direction]))).size)
      }
    }

    const second = await ownScope({ dataDir })
    const sessions = await second.api.sessions()
    expect(Object.fromEntries(sessions.map(({ id, state }) => [id, state]))).toEqual({
      [calm.session.id]: 'closed',
      [idle.session.id]: 'interrupted',
      [busy[0]!.session.id]: 'interrupted',
      [busy[1]!.session.id]: 'interrupted',
    })
    expect(sessions.find(({ id }) => id === ended.id)).toMatchObject({
      upstreamBytes: 13,
      downstreamBytes: 13,
      close: ended.close,
    })
    expect((await second.api.bytes(idle.session.id, 'downstream')).toString()).toBe('quiet')

    for (const { session } of busy) {
      const now = await second.api.session(session.id)
      expect(now.close).toMatchObject({ cause: 'interrupted', by: 'tcpscope' })
      expect(now.listenerName).toBe(session.listenerName)
      const frames = await second.api.frames(session.id)
      for (const direction of DIRECTIONS) {
        const bytes = await second.api.bytes(session.id, direction)
        // Every byte that reached the file is served, and it is what was sent.
        expect(bytes.length).toBe(onDisk.get(session.id + direction))
        expect(bytes.length).toBeGreaterThan(MB)
        for (let at = 0; at < bytes.length; at += stream.length) {
          const part = bytes.subarray(at, at + stream.length)
          expect(difference(part, stream.subarray(0, part.length))).toBeUndefined()
        }
        // The frames lie end to end and the file covers them.
        let offset = 0
        for (const frame of frames.filter((f) => f.direction === direction)) {
          expect(frame.offset).toBe(offset)
          offset += frame.length
        }
        expect(offset).toBeLessThanOrEqual(bytes.length)
        expect(now[`${direction}Bytes`]).toBeLessThanOrEqual(bytes.length)
        expect(sha256(await second.api.download(session.id, direction))).toBe(sha256(bytes))
      }
      const files = await readSessionFiles(dataDir, session.id)
      const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
      const hex = await second.api.download(session.id, 'hex')
      expect(difference(hex, expected)).toBeUndefined()
      expect(hex.toString('latin1')).toMatch(/Interrupted, last seen at .*\n$/)
    }

    // Life goes on: numbers go on, too.
    const [listener] = await second.api.listeners()
    expect(listener).toMatchObject({
      id: path.listener.id,
      state: 'listening',
      openConnections: 0,
      sessions: 4,
    })
    await second.stop()
    const third = await ownScope({ dataDir })
    expect((await third.api.sessions()).map(({ state }) => state).toSorted()).toEqual([
      'closed',
      'interrupted',
      'interrupted',
      'interrupted',
    ])
  })

  it('[CRASH2] kill -9 right after the start: the next start works', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    await first.kill9()
    const second = await ownScope({ dataDir })
    expect(second.token).toBe(first.token)
    expect(await second.api.sessions()).toEqual([])
  })

  it.each([1, 2, 3])(
    '[CRASH3] kill -9 at a random moment of a storm of short connections (%i)',
    async (round) => {
      const dataDir = await tempDir()
      const first = await ownScope({ dataDir })
      const path = await Path.open(first, { script: echo })
      const clients: Peer[] = []
      const storm = Array.from({ length: 60 }, async (_, i) => {
        const client = own(await Peer.connect(path.port))
        clients.push(client)
        client.push(noise(2000 + i, i))
        client.finish()
      })
      await until('some sessions', async () => (await first.api.sessionPage('limit=1')).total >= 5 * round)
      const known = await first.api.sessions('limit=1000')
      await first.kill9()
      await Promise.allSettled(storm)
      await until('every client to know', () => clients.every(({ closed }) => closed))
      const second = await ownScope({ dataDir })
      const sessions = await second.api.sessions('limit=1000')
      const ids = new Set(sessions.map(({ id }) => id))
      expect(known.filter(({ id }) => !ids.has(id))).toEqual([])
      // Also those that the catalog never heard of: it is told a little later than the files.
      expect((await recordedIds(dataDir)).filter((id) => !ids.has(id))).toEqual([])
      for (const session of sessions) {
        expect(['closed', 'interrupted']).toContain(session.state)
        expect(session.close).not.toBeNull()
        const [up, down] = await Promise.all(
          DIRECTIONS.map((direction) => second.api.bytes(session.id, direction)),
        )
        // The target echoes: what it got is the longer one, the other its beginning.
        expect(difference(down!, up!.subarray(0, down!.length))).toBeUndefined()
      }
    },
  )
})

describe('start', () => {
  it('[START3] a session that was copied into the data directory is listed, beside the traffic', async () => {
    const [from, dataDir] = [await tempDir(), await tempDir()]
    const other = await ownScope({ dataDir: from })
    const there = await Path.open(other, { script: echo })
    const wire = await there.connect()
    await wire.client.send('from elsewhere')
    await wire.client.gets(14)
    wire.client.finish()
    await other.api.sessionEnded(wire.session.id)
    await other.stop()

    const first = await ownScope({ dataDir })
    await (await Path.open(first)).connect()
    await first.stop()
    const { folder } = await readSessionFiles(from, wire.session.id)
    await cp(folder, join(dataDir, 'sessions', relative(join(from, 'sessions'), folder)), { recursive: true })

    const second = await ownScope({ dataDir })
    const session = await until('the copied session', async () =>
      (await second.api.sessions()).find(({ id }) => id === wire.session.id),
    )
    expect(session).toMatchObject({ state: 'closed', upstreamBytes: 14, downstreamBytes: 14 })
    expect((await second.api.bytes(session.id, 'downstream')).toString()).toBe('from elsewhere')
    await second.stop()
  })

  it('[START4] a deletion that a crash cut short is finished', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const path = await Path.open(first, { script: echo })
    const wires = [await path.connect(), await path.connect()]
    for (const { client, session } of wires) {
      client.finish()
      await first.api.sessionEnded(session.id)
    }
    await first.api.sessionPage()
    await first.kill9()
    // As the deletion leaves it that put the files aside and did no more.
    const [gone, kept] = wires.map(({ session }) => session.id)
    const { folder } = await readSessionFiles(dataDir, gone!)
    const trash = join(dataDir, 'sessions', 'deleted')
    await mkdir(trash)
    await rename(folder, join(trash, gone!))

    const second = await ownScope({ dataDir })
    expect((await second.api.sessions()).map(({ id }) => id)).toEqual([kept])
    await until('the files to be gone', async () => (await readdir(trash)).length === 0)
  })
})

/** Sessions that have a folder with a whole header in it. */
async function recordedIds(dataDir: string): Promise<SessionId[]> {
  const paths = await readdir(join(dataDir, 'sessions'), { recursive: true })
  const indices = paths.filter((path) => path.endsWith('frames.idx'))
  const sizes = await Promise.all(
    indices.map(async (path) => (await stat(join(dataDir, 'sessions', path))).size),
  )
  return indices.filter((_, i) => sizes[i]! >= 64).map((path) => basename(dirname(path)) as SessionId)
}
