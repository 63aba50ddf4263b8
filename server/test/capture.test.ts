import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MAX_TILES } from '@tcpscope/shared/api'
import { LANE_IDS, TileBuilder, tileAt } from '@tcpscope/shared/trace'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Path,
  Peer,
  Scope,
  converse,
  difference,
  expectedHexLog,
  noise,
  own,
  finishedSessionFiles,
  readSessionFiles,
  unzip,
  until,
} from './kit/index.ts'

describe('capture', () => {
  let dataDir: string
  let scope: Scope

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-capture-'))
    scope = await Scope.start({ dataDir })
  })
  afterAll(async () => {
    await scope.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('[HEXLOG1] the hex log is, byte for byte, what the format says: file, download and an independent rendering agree', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    // Lengths around the row of 16, so that short last rows of every width occur.
    const sent = await converse(
      wire,
      Array.from({ length: 70 }, (_, i) => 1 + ((i * 11) % 70)),
    )
    wire.client.finish()
    wire.peer.finish()
    const session = await scope.api.sessionEnded(wire.session.id)
    const files = await finishedSessionFiles(dataDir, session.id)
    expect(difference(files.bytes.upstream, sent.up)).toBeUndefined()
    expect(difference(files.bytes.downstream, sent.down)).toBeUndefined()

    const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
    expect(difference(files.hex!, expected)).toBeUndefined()
    expect(difference(await scope.api.download(session.id, 'hex'), expected)).toBeUndefined()
    expect(files.records.filter((record) => record.kind === 'frame')).toHaveLength(70)
  })

  it('[HEXLOG2] its first and last lines, peers and numbers are those that the two peers know of each other', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await wire.client.send('USER anne\r\n')
    await wire.peer.gets(11)
    await wire.peer.send('+OK\r\n')
    await wire.client.gets(5)
    await wire.client.send('QUIT\r\n')
    await wire.peer.gets(17)
    const clientName = `127.0.0.1-${wire.client.port}`
    const targetName = `127.0.0.1-${path.target.port}`
    wire.client.finish()
    await wire.peer.getsEnd()
    wire.peer.finish()
    await scope.api.sessionEnded(wire.session.id)
    const text = (await scope.api.download(wire.session.id, 'hex')).toString()
    const stamp = String.raw`\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d`
    const pattern = [
      `Connected to 127\\.0\\.0\\.1:${path.target.port} at ${stamp}`,
      `Received \\(#0, 00000000\\) 11 bytes from ${clientName}`,
      '00000000  55 53 45 52 20 61 6e 6e  65 0d 0a                 \\|USER anne\\.\\.\\|',
      `Sent \\(#0\\) to ${targetName}`,
      `Received \\(#0, 00000000\\) 5 bytes from ${targetName}`,
      '00000000  2b 4f 4b 0d 0a                                    \\|\\+OK\\.\\.\\|',
      `Sent \\(#0\\) to ${clientName}`,
      `Received \\(#1, 0000000B\\) 6 bytes from ${clientName}`,
      '00000000  51 55 49 54 0d 0a                                 \\|QUIT\\.\\.\\|',
      `Sent \\(#1\\) to ${targetName}`,
      `Disconnected from ${clientName}`,
      `Disconnected from ${targetName}`,
      `Finished at ${stamp}, duration (\\d+(\\.\\d+)?(µs|ms|s|m|h))+`,
    ]
    expect(text).toMatch(new RegExp(`^${pattern.join('\\n')}\\n$`))
  })

  it('[HEXLOG3] stamps are the local time of the machine that recorded', async () => {
    const path = await Path.open(scope)
    const { session } = await path.connect()
    const stamp = await until('the first line of the hex log', async () => {
      const text = (await scope.api.download(session.id, 'hex')).toString()
      return /^Connected to \S+ at (\S+)\n/.exec(text)?.[1]
    })
    const kathmandu = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Kathmandu',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    const { marks } = await scope.api.detail(session.id)
    const connectedMs = session.startedAtMs + marks.find(({ code }) => code === 'connected')!.timeNs / 1e6
    expect(stamp.slice('2026.01.01-'.length)).toBe(kathmandu.format(connectedMs).replaceAll(':', '.'))
  })

  it('[HEXLOG4] under load, with both directions busy and a peer that stalls, the three agree as well', async () => {
    const path = await Path.open(scope, { keep: false })
    const { client, peer, session } = await path.connect({ keep: false })
    const up = noise(1_500_000, 21)
    const down = noise(2_500_000, 22)
    client.stall()
    peer.push(down)
    for (let at = 0; at < up.length; at += 9_973) client.push(up.subarray(at, at + 9_973))
    await until('all bytes upstream', () => peer.receivedBytes === up.length)
    client.goOn()
    await until('all bytes downstream', () => client.receivedBytes === down.length)
    client.finish()
    peer.finish()
    await scope.api.sessionEnded(session.id)
    const files = await finishedSessionFiles(dataDir, session.id)
    expect(difference(files.bytes.upstream, up)).toBeUndefined()
    expect(difference(files.bytes.downstream, down)).toBeUndefined()
    const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
    expect(difference(files.hex!, expected)).toBeUndefined()
    expect(difference(await scope.api.download(session.id, 'hex'), expected)).toBeUndefined()
  })

  it('[HEXLOG5] of an open session it can be downloaded, too: all that is recorded, to the last byte', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(wire, [100, 200, 33, 7])
    await scope.api.sessionWhen(
      wire.session.id,
      'recorded',
      (s) => s.upstreamBytes + s.downstreamBytes === 340,
    )
    const first = await scope.api.download(wire.session.id, 'hex')
    const files = await readSessionFiles(dataDir, wire.session.id)
    expect(
      difference(first, Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))),
    ).toBeUndefined()
    // It ends in the middle of things, and what follows only adds to it.
    expect(first.toString()).not.toContain('Finished')
    wire.client.finish()
    wire.peer.finish()
    await scope.api.sessionEnded(wire.session.id)
    const last = await scope.api.download(wire.session.id, 'hex')
    expect(difference(last.subarray(0, first.length), first)).toBeUndefined()
    expect(last.toString()).toContain('Finished')
  })

  it.each(['live', 'on-demand'] as const)('[HEXLOG6] mode "%s" gives the same text', async (hexLog) => {
    const path = await Path.open(scope, {}, { hexLog })
    const wire = await path.connect()
    await converse(wire, [3, 5, 70_000, 1])
    wire.client.reset()
    await scope.api.sessionEnded(wire.session.id)
    const files = await readSessionFiles(dataDir, wire.session.id)
    const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
    expect(difference(await scope.api.download(wire.session.id, 'hex'), expected)).toBeUndefined()
  })

  it('[HEXLOG7] mode "off": no hex log is offered, the archive holds the two others', async () => {
    const path = await Path.open(scope, {}, { hexLog: 'off' })
    const wire = await path.connect()
    await converse(wire, [10, 20])
    wire.client.finish()
    wire.peer.finish()
    await scope.api.sessionEnded(wire.session.id)
    await expect(scope.api.download(wire.session.id, 'hex')).rejects.toMatchObject({
      status: 409,
      body: { error: { code: 'hex_log_off' } },
    })
    const { files } = await scope.api.detail(wire.session.id)
    const names = [...unzip(await scope.api.download(wire.session.id, 'zip')).keys()]
    expect(names.toSorted()).toEqual([files.upstream, files.downstream].toSorted())
  })

  it('[DOWN1] the archive holds the three logs under the ancestor’s names, the same bytes as each alone', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    const sent = await converse(wire, [1000, 2000, 3000])
    for (const moment of ['live', 'ended']) {
      await scope.api.sessionWhen(
        wire.session.id,
        'recorded',
        (s) => s.upstreamBytes + s.downstreamBytes === 6000,
      )
      const files = unzip(await scope.api.download(wire.session.id, 'zip'))
      const { files: names } = await scope.api.detail(wire.session.id)
      expect([...files.keys()].toSorted(), `while ${moment}`).toEqual(
        [names.hex, names.upstream, names.downstream].toSorted(),
      )
      expect(names.hex).toMatch(
        /^log-\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d-0001-127\.0\.0\.1-\d+-127\.0\.0\.1-\d+\.log$/,
      )
      expect(difference(files.get(names.upstream)!, sent.up), `while ${moment}`).toBeUndefined()
      expect(difference(files.get(names.downstream)!, sent.down), `while ${moment}`).toBeUndefined()
      const hex = await scope.api.download(wire.session.id, 'hex')
      expect(difference(files.get(names.hex)!, hex), `while ${moment}`).toBeUndefined()
      wire.client.finish()
      wire.peer.finish()
      await scope.api.sessionEnded(wire.session.id)
    }
  })

  it('[DOWN2] downloads are attachments of octets with the log’s name, and are not sniffed', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(wire, [10, 10])
    await scope.api.sessionWhen(
      wire.session.id,
      'recorded',
      (s) => s.upstreamBytes + s.downstreamBytes === 20,
    )
    const { files } = await scope.api.detail(wire.session.id)
    for (const kind of ['hex', 'upstream', 'downstream', 'zip'] as const) {
      const answer = await scope.api.raw(`/api/sessions/${wire.session.id}/download/${kind}`)
      await answer.arrayBuffer()
      expect(answer.headers.get('content-type')).toContain('octet-stream')
      expect(answer.headers.get('content-disposition')).toContain(`attachment; filename="${files[kind]}"`)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('[RANGE2] any range of a direction can be read while the session is live', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    const { up } = await converse(wire, [100_000, 1])
    const { id } = await scope.api.sessionWhen(
      wire.session.id,
      'recorded',
      (s) => s.upstreamBytes === up.length,
    )
    const cases: [string, number, number][] = [
      ['bytes=0-0', 0, 1],
      ['bytes=0-99', 0, 100],
      ['bytes=65530-65550', 65_530, 65_551],
      ['bytes=99990-', 99_990, 100_000],
      ['bytes=-7', 99_993, 100_000],
      ['bytes=99999-200000', 99_999, 100_000],
    ]
    for (const [range, start, end] of cases) {
      const answer = await scope.api.raw(`/api/sessions/${id}/bytes/upstream`, { headers: { range } })
      expect(answer.status, `range ${range}`).toBe(206)
      expect(answer.headers.get('content-range'), `range ${range}`).toBe(`bytes ${start}-${end - 1}/100000`)
      const body = Buffer.from(await answer.arrayBuffer())
      expect(difference(body, up.subarray(start, end)), `range ${range}`).toBeUndefined()
    }
    const whole = await scope.api.raw(`/api/sessions/${id}/bytes/upstream`)
    expect(whole.status).toBe(200)
    expect(difference(Buffer.from(await whole.arrayBuffer()), up)).toBeUndefined()
    const beyond = await scope.api.raw(`/api/sessions/${id}/bytes/upstream`, {
      headers: { range: 'bytes=100000-' },
    })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe('bytes */100000')
    expect(await beyond.json()).toMatchObject({ error: { code: 'range_not_satisfiable' } })
  })

  it('[FRAMES1] pages of frames are the index on disk; a frame is found by byte and by moment', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(
      wire,
      Array.from({ length: 40 }, (_, i) => 50 + i),
    )
    wire.client.finish()
    wire.peer.finish()
    const { id } = await scope.api.sessionEnded(wire.session.id)
    const { records } = await finishedSessionFiles(dataDir, id)
    const frames = await scope.api.frames(id)
    const onDisk = records.flatMap((r, record) =>
      r.kind === 'frame' ? [{ record, offset: r.offset, readNs: r.readNs }] : [],
    )
    expect(frames.map(({ record, offset, readNs }) => ({ record, offset, readNs }))).toEqual(onDisk)

    for (const frame of [frames[0]!, frames[17]!, frames.at(-1)!]) {
      const inside = frame.offset + frame.length - 1
      const page = await scope.api.framePage(id, `direction=${frame.direction}&offset=${inside}&limit=1`)
      expect(page.frames[0]).toEqual(frame)
    }
    const small = await scope.api.framePage(id, 'from=3&limit=5')
    expect(small.from).toBe(3)
    expect(small.frames).toEqual(frames.filter(({ record }) => record >= 3 && record < small.next))
    const middle = frames[20]!
    const at = await scope.api.framePage(id, `timeNs=${middle.readNs}&limit=3`)
    expect(at.frames.map(({ record }) => record)).toContain(middle.record)
  })

  it('[TILES1] timeline tiles over HTTP are what a direct count over the index gives, at every level', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(
      wire,
      Array.from({ length: 200 }, (_, i) => 1 + (i % 90)),
    )
    wire.client.finish()
    wire.peer.finish()
    const { id } = await scope.api.sessionEnded(wire.session.id)
    const { records } = await finishedSessionFiles(dataDir, id)
    const newest = Math.max(...records.map((record) => record.readNs))
    let levels = 0
    for (let level = 12; level <= 36; level += 3) {
      const last = tileAt(level, newest)
      if (last >= MAX_TILES) continue
      levels++
      const { tiles } = await scope.api.tiles(id, level, 0, last)
      for (const tile of tiles) {
        const builder = new TileBuilder(level, tile.index)
        records.forEach((record, place) => builder.add(record, place))
        expect(tile.lanes).toEqual(builder.build(true).lanes)
      }
      const counted = LANE_IDS.map((lane) =>
        tiles
          .flatMap((t) => t.lanes[lane])
          .reduce((sum, cell) => sum + (cell.bucket < 0 ? 0 : cell.count), 0),
      )
      expect(counted, `level ${level}`).toEqual([100, 100, 100, 100, 200])
    }
    expect(levels).toBeGreaterThan(2)
  })

  it('[DELETE1] a live session cannot be deleted; an ended one goes with its files', async () => {
    const path = await Path.open(scope)
    const wire = await path.connect()
    await converse(wire, [5, 5])
    await expect(scope.api.deleteSession(wire.session.id)).rejects.toMatchObject({
      status: 409,
      body: { error: { code: 'session_live' } },
    })
    wire.client.reset()
    await scope.api.sessionEnded(wire.session.id)
    const { folder } = await readSessionFiles(dataDir, wire.session.id)
    await scope.api.deleteSession(wire.session.id)
    await expect(scope.api.detail(wire.session.id)).rejects.toMatchObject({
      status: 404,
      body: { error: { code: 'session_not_found' } },
    })
    await until('the folder to go', () =>
      readdir(folder).then(
        () => false,
        () => true,
      ),
    )
  })

  it('[FILES1] a session that no byte went through still has its logs and its story', async () => {
    const path = await Path.open(scope)
    const client = own(await Peer.connect(path.port))
    const peer = own(await path.target.next())
    client.finish()
    peer.finish()
    const { id } = await scope.api.nthSession(path.listener.id, 1)
    await scope.api.sessionEnded(id)
    expect((await scope.api.download(id, 'upstream')).length).toBe(0)
    const { folder, names } = await finishedSessionFiles(dataDir, id)
    expect(new Set(await readdir(folder))).toEqual(new Set(Object.values(names)))
    const text = (await scope.api.download(id, 'hex')).toString()
    expect(text).toMatch(/^Connected to .*\nDisconnected from .*\nDisconnected from .*\nFinished at .*\n$/)
  })
})
