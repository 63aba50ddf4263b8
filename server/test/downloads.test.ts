import { readFileSync, readdirSync } from 'node:fs'
import type { SessionId } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import { Path, type Scope, converse, difference, ownScope, unzip, until } from './kit/index.ts'

const MB = 1024 * 1024

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
async function large(scope: Scope) {
  const path = await Path.open(scope, {}, { hexLog: 'on-demand' })
  const wire = await path.connect()
  const sent = await converse(wire, [2 * MB, 3 * MB])
  const { id } = wire.session
  await scope.api.sessionWhen(id, 'recorded', (s) => s.upstreamBytes + s.downstreamBytes === 5 * MB)
  return { wire, sent, id }
}

/** Begins a download and reads the first of it; the rest waits. */
async function begin(scope: Scope, id: SessionId, kind: 'hex' | 'zip') {
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
})
