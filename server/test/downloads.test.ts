import { readFileSync, readdirSync } from 'node:fs'
import type { HexLogMode } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import {
  type DownloadKind,
  Path,
  type Peer,
  type Scope,
  converse,
  difference,
  ownScope,
  readSessionFiles,
  unzip,
  until,
} from './kit/index.ts'

const MB = 1024 * 1024
/** Bytes that go there and back one by one: a frame each way. */
const ROUNDS = 2500

/** Nice values of the processes that make downloads. */
function makers({ pid }: Scope): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return Number(fields[1]) === pid ? [Number(fields[16])] : []
      } catch {
        return [] // it has just ended
      }
    })
}

/** A session that is too large to be made into something here. */
async function large(scope: Scope, hexLog: HexLogMode = 'on-demand') {
  const path = await Path.open(scope, {}, { hexLog })
  const wire = await path.connect()
  const sent = await converse(wire, [2 * MB, 3 * MB])
  const { id } = wire.session
  await scope.api.sessionWhen(id, 'recorded', (s) => s.upstreamBytes + s.downstreamBytes === 5 * MB)
  return { wire, sent, id }
}

function echo(peer: Peer): void {
  peer.socket.on('data', (bytes: Buffer) => peer.push(bytes))
}

/** A session of few bytes and many frames. */
async function manyFrames(scope: Scope) {
  const path = await Path.open(scope, { script: echo }, { hexLog: 'off' })
  const wire = await path.connect()
  const { client, session } = wire
  client.socket.on('data', () => {
    if (client.receivedBytes < ROUNDS) client.push('x')
  })
  client.push('x')
  await client.gets(ROUNDS)
  await scope.api.sessionWhen(session.id, 'recorded', (s) => s.downstreamBytes === ROUNDS)
  return { wire, id: session.id }
}

/** Frames and bytes on the lane of each copier. */
function copied(trace: Buffer) {
  const { traceEvents } = JSON.parse(trace.toString()) as {
    traceEvents: { ph: string; tid: number; args: { frames: number; bytes: number } }[]
  }
  return [1, 2].map((lane) =>
    traceEvents
      .filter(({ ph, tid }) => ph === 'X' && tid === lane)
      .reduce((sum, { args }) => ({ frames: sum.frames + args.frames, bytes: sum.bytes + args.bytes }), {
        frames: 0,
        bytes: 0,
      }),
  )
}

/** Begins a download and reads the first of it; the rest waits. */
async function begin(scope: Scope, id: SessionId, kind: DownloadKind) {
  const abort = new AbortController()
  const answer = await scope.api.raw(`/api/sessions/${id}/download/${kind}`, { signal: abort.signal })
  const reader = answer.body!.getReader()
  const { value: first } = await reader.read()
  const rest = async (): Promise<Buffer> => {
    const pieces = [first!]
    for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value)
    return Buffer.concat(pieces)
  }
  return { rest, abort: () => abort.abort() }
}

describe.runIf(process.platform === 'linux')('downloads of large sessions', () => {
  it('[DOWN3] are made by processes of the lowest priority, the same bytes, live and ended', async () => {
    const scope = await ownScope()
    const { wire, sent, id } = await large(scope)
    const { files: names } = await scope.api.detail(id)
    for (const moment of ['live', 'ended']) {
      const [hex, zip] = [await begin(scope, id, 'hex'), await begin(scope, id, 'zip')]
      expect(makers(scope)).toEqual([19, 19])
      const third = scope.api.download(id, 'hex')
      const text = await hex.rest()
      const files = unzip(await zip.rest())
      expect(difference(files.get(names.upstream)!, sent.up), `while ${moment}`).toBeUndefined()
      expect(difference(files.get(names.downstream)!, sent.down), `while ${moment}`).toBeUndefined()
      expect(difference(files.get(names.hex)!, text), `while ${moment}`).toBeUndefined()
      expect(difference(await third, text), `the one that waited, while ${moment}`).toBeUndefined()
      wire.client.finish()
      wire.peer.finish()
      await scope.api.sessionEnded(id)
    }
    await until('the processes to end', () => makers(scope).length === 0)
    await scope.stop()
  })

  it('[DOWN4] end when nobody reads them any more', async () => {
    const scope = await ownScope()
    const { id } = await large(scope)
    const { abort } = await begin(scope, id, 'hex')
    expect(makers(scope)).toEqual([19])
    abort()
    await until('the process to end', () => makers(scope).length === 0)
    await scope.stop()
  })

  it('[DOWN5] a trace of many frames takes its turn as such a process: all of them, live and ended', async () => {
    const scope = await ownScope()
    const { wire, id } = await manyFrames(scope)
    const { id: other } = await large(scope)
    const all = { frames: ROUNDS, bytes: ROUNDS }

    const held = [await begin(scope, other, 'hex'), await begin(scope, other, 'hex')]
    expect(makers(scope)).toEqual([19, 19])
    let begun = false
    const trace = begin(scope, id, 'trace').finally(() => (begun = true))
    // One of few frames waits for nobody, and comes after it.
    expect(copied(await scope.api.download(other, 'trace'))[0]!.bytes).toBe(2 * MB)
    expect(begun).toBe(false)
    for (const { abort } of held) abort()
    expect(copied(await (await trace).rest())).toEqual([all, all])

    wire.client.finish()
    wire.peer.finish()
    await scope.api.sessionEnded(id)
    const [one, two] = await Promise.all([scope.api.download(id, 'trace'), scope.api.download(id, 'trace')])
    expect(copied(one)).toEqual([all, all])
    expect(difference(two, one)).toBeUndefined()
    await until('the processes to end', () => makers(scope).length === 0)
    await scope.stop()
  })

  it('[DOWN6] a hex log that is written is read from its file: no process is started for it', async () => {
    const scope = await ownScope()
    const { wire, id } = await large(scope, 'live')
    wire.client.finish()
    wire.peer.finish()
    const { rest } = await until('a download without a process', async () => {
      const download = await begin(scope, id, 'hex')
      if (makers(scope).length === 0) return download
      // Its last line is on its way.
      download.abort()
      await until('that process to end', () => makers(scope).length === 0)
      return null
    })
    const { hex } = await readSessionFiles(scope.dataDir, id)
    expect(difference(await rest(), hex!)).toBeUndefined()
    await scope.stop()
  })
})
