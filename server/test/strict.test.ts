import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  converse,
  difference,
  echo,
  expectedHexLog,
  noise,
  own,
  ownScope,
  Path,
  Peer,
  readSessionFiles,
  sha256,
  smallDisk,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024

describe('strict capture', () => {
  it('[STRICT1] no byte arrives anywhere before it is in its file', async () => {
    const scope = await ownScope()
    const path = await Path.open(scope, {}, { capture: 'strict' })
    const { client, peer, session } = await path.connect()
    // Whatever a peer has, the file had before: looked at in the very moment in which the bytes arrive.
    const early: string[] = []
    const watch = (end: Peer, direction: 'upstream' | 'downstream'): void => {
      end.socket.on('data', () => {
        const inFile = execFileSync('find', [scope.dataDir, '-name', 'log-binary-*', '-printf', '%s %f\n'])
        const sizes = inFile
          .toString()
          .trim()
          .split('\n')
          .map((line) => Number.parseInt(line, 10))
        if (!sizes.some((size) => size >= end.receivedBytes))
          early.push(`${direction} ${end.receivedBytes} ${sizes.join(' ')}`)
      })
    }
    watch(peer, 'upstream')
    watch(client, 'downstream')
    const { up, down } = await converse({ client, peer, session }, [1, 70_000, 64, 200_000, 3, 9])
    expect(early).toEqual([])
    client.finish()
    peer.finish()
    expect(await scope.api.sessionEnded(session.id)).toMatchObject({ close: { cause: 'fin' }, gapBytes: 0 })
    const files = await readSessionFiles(scope.dataDir, session.id)
    expect(difference(files.bytes.upstream, up)).toBeUndefined()
    expect(difference(files.bytes.downstream, down)).toBeUndefined()
    const expected = expectedHexLog(files.facts, files.records, files.bytes)
    expect(difference(await scope.api.download(session.id, 'hex'), Buffer.from(expected))).toBeUndefined()
  })

  it('[STRICT2] megabytes both ways at once, through a small tap, half-closes in order', async () => {
    const scope = await ownScope({ args: ['--tap-buffer', '1'] })
    const path = await Path.open(scope, { keep: false }, { capture: 'strict' })
    const transfers = Array.from({ length: 4 }, async (_, i) => {
      const [up, down] = [noise(9 * MB + i, i + 1), noise(11 * MB + i * 3, i + 51)]
      const client = own(await Peer.connect(path.port, { keep: false }))
      client.push(up)
      client.finish()
      const peer = await path.target.next()
      peer.push(down)
      await peer.getsEnd()
      // The client has finished long ago; what the target says now still arrives.
      peer.push('last')
      peer.finish()
      await client.getsEnd()
      return {
        sent: sha256(up),
        got: peer.receivedHash(),
        back: client.receivedHash(),
        down: sha256(down, Buffer.from('last')),
      }
    })
    const done = await Promise.all(transfers)
    expect(done.map(({ got }) => got).toSorted()).toEqual(done.map(({ sent }) => sent).toSorted())
    expect(done.map(({ back }) => back).toSorted()).toEqual(done.map(({ down }) => down).toSorted())
  })

  it('[STRICT3] kill -9 amid traffic: whatever a peer received is in the file', async () => {
    const scope = await ownScope()
    const path = await Path.open(scope, { script: echo }, { capture: 'strict', hexLog: 'off' })
    const clients = await Promise.all(Array.from({ length: 8 }, () => Peer.connect(path.port)))
    for (const client of clients) own(client)
    for (const [i, client] of clients.entries()) {
      const chat = (): void => {
        if (!client.closed) client.socket.write(noise(1 + ((client.receivedBytes * 7) % 40_000), i), () => {})
      }
      client.socket.on('data', chat)
      chat()
    }
    await until('traffic', () => clients.every((client) => client.receivedBytes > 300_000))
    await scope.kill9()
    await until('all connections to break', () => clients.every((client) => client.closed || client.ended))
    const names = execFileSync('find', [scope.dataDir, '-name', 'log-binary-*']).toString().trim().split('\n')
    const logs = names.map((name) => readFileSync(name))
    for (const client of clients) {
      const received = client.received()
      const kept = logs.some(
        (log) => log.length >= received.length && log.subarray(0, received.length).equals(received),
      )
      expect(kept).toBe(true)
    }
  })

  it('[STRICT4] a full disk: the connection is reset, nothing unrecorded has passed, and it says why', async ({
    skip,
  }) => {
    const dataDir = (await smallDisk(10 * MB)) ?? skip()
    const scope = await ownScope({ dataDir })
    const strict = await Path.open(scope, {}, { capture: 'strict', hexLog: 'off' })
    const normal = await Path.open(scope, { keep: false }, { hexLog: 'off' })
    const { client, peer, session } = await strict.connect()
    const plain = await normal.connect()
    await writeFile(join(dataDir, 'ballast'), Buffer.alloc(6 * MB))
    const sent = noise(12 * MB, 7)
    client.push(sent)
    await until('the reset', () => client.closed && peer.closed)
    expect([client.errorCode, peer.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET'])
    const ended = await scope.api.sessionEnded(session.id)
    expect(ended.close).toMatchObject({ cause: 'capture-failed', by: 'tcpscope' })
    expect(ended.close?.text).toContain('strict')
    // All that the target has is in the file; the file may have more.
    const files = await readSessionFiles(dataDir, session.id)
    expect(peer.receivedBytes).toBeLessThanOrEqual(files.bytes.upstream.length)
    expect(difference(files.bytes.upstream.subarray(0, peer.receivedBytes), peer.received())).toBeUndefined()
    // A listener that is not strict goes on.
    await plain.client.send('still here')
    await plain.peer.gets(10)
    await rm(join(dataDir, 'ballast'))
    const again = await strict.connect()
    await again.client.send('room again')
    expect((await again.peer.gets(10)).toString()).toBe('room again')
    await scope.stop()
  })

  it('[STRICT5] a reset passes as a reset, and what was read before it is recorded', async () => {
    const scope = await ownScope()
    const path = await Path.open(scope, {}, { capture: 'strict' })
    const { client, peer, session } = await path.connect()
    await client.send('before the reset')
    await peer.gets(16)
    client.reset()
    await peer.closes()
    expect(peer.errorCode).toBe('ECONNRESET')
    expect(await scope.api.sessionEnded(session.id)).toMatchObject({
      close: { cause: 'reset', by: 'client' },
      upstreamBytes: 16,
    })
  })
})
