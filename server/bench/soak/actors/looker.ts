import { createHash } from 'node:crypto'
import { DIRECTIONS } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { RestError } from '../../../test/kit/rest.ts'
import { unzip } from '../../../test/kit/zip.ts'
import type { Random } from '../random.ts'
import { pause, sessionOf, type Stage } from '../stage.ts'
import { Stream } from '../stream.ts'
import type { Talk } from '../talk.ts'

/** Larger sessions are not downloaded while they are live. */
const MOST_BYTES = 4_000_000
const BETWEEN_MS = 400

export interface Looks {
  reads: number
  downloads: number
}

/** Somebody who scrolls about in live sessions and downloads their logs: everything is as sent, as far as it goes. */
export async function look(stage: Stage, random: Random, looks: Looks): Promise<void> {
  while (!stage.ending.aborted) {
    await pause(stage, random, BETWEEN_MS)
    const talk = random.pick(stage.ledger.met())
    if (!talk || stage.ending.aborted) continue
    talk.lookers++
    try {
      await lookAt(stage, random, talk, looks)
    } catch (error) {
      stage.faults.add(`looking at ${String(talk)}`, error)
    } finally {
      talk.lookers--
    }
  }
}

async function lookAt(stage: Stage, random: Random, talk: Talk, looks: Looks): Promise<void> {
  const session = await sessionOf(stage, talk)
  for (let i = random.int(1, 4); i > 0; i--) await scroll(stage, random, talk, session, looks)
  if (session.upstreamBytes + session.downstreamBytes > MOST_BYTES || !random.chance(0.4)) return
  looks.downloads++
  if (random.chance(0.5)) await downloadHex(stage, talk, session)
  else await downloadZip(stage, talk, session)
}

async function scroll(
  { scope: { api } }: Stage,
  random: Random,
  talk: Talk,
  session: Session,
  looks: Looks,
): Promise<void> {
  const { id } = session
  looks.reads++
  const direction = random.pick(DIRECTIONS)!
  const size = direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
  switch (random.pick(['bytes', 'frames', 'timeline'])) {
    case 'bytes': {
      if (size === 0) return
      const first = random.int(0, size - 1)
      const last = Math.min(size - 1, first + random.size(1, 300_000))
      const bytes = await api.bytes(id, direction, `bytes=${first}-${last}`)
      if (bytes.length !== last - first + 1) throw new Error(`${bytes.length} bytes of ${first}-${last}`)
      mustBe(talk, direction, first, bytes)
      return
    }
    case 'frames': {
      const page = await api.framePage(id, `direction=${direction}&offset=${random.int(0, size)}&limit=200`)
      if (page.records < session.records)
        throw new Error(`${page.records} records, there were ${session.records}`)
      return
    }
    default: {
      const level = random.int(16, 30)
      await api.tiles(id, level, 0, random.int(0, 7))
    }
  }
}

function mustBe(talk: Talk, direction: 'upstream' | 'downstream', offset: number, bytes: Buffer): void {
  const wrong = new Stream(talk.number, direction).difference(offset, bytes)
  if (wrong !== undefined) throw new Error(`WRONG BYTES read ${direction}: ${wrong}`)
}

function noteHexLog(talk: Talk, hex: Buffer): void {
  talk.earlyHexLogs.push({ length: hex.length, sha256: createHash('sha256').update(hex).digest('hex') })
}

async function downloadHex({ scope: { api } }: Stage, talk: Talk, session: Session): Promise<void> {
  try {
    noteHexLog(talk, await api.download(session.id, 'hex'))
    if (session.hexLog === 'off') throw new Error('a hex log was given although there is to be none')
  } catch (error) {
    if (!(error instanceof RestError && error.code === 'hex_log_off' && session.hexLog === 'off')) throw error
  }
}

async function downloadZip({ scope: { api } }: Stage, talk: Talk, session: Session): Promise<void> {
  const files = [...unzip(await api.download(session.id, 'zip'))]
  const { files: names } = await api.detail(session.id)
  const wanted = session.hexLog === 'off' ? 2 : 3
  if (files.length !== wanted) throw new Error(`${files.length} files in the archive`)
  for (const [name, bytes] of files) {
    if (name === names.hex) noteHexLog(talk, bytes)
    else if (name === names.upstream) mustBe(talk, 'upstream', 0, bytes)
    else if (name === names.downstream) mustBe(talk, 'downstream', 0, bytes)
    else throw new Error(`the archive has a file "${name}"`)
  }
}
